import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from './configuration-file.js';
import { readDataFolder } from './data-folder.js';
import { Load } from './load.js';
import { brokenFrame, pushFrame } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

const TIME_LIMIT = 60_000;

describe('standalone', () => {
  let place: Workplace;
  let running: StandaloneProcess[];
  beforeEach(async () => {
    place = await workplace();
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((process) => process.signal('SIGKILL')));
    await rm(place.folder, { recursive: true });
  });

  function start(...options: readonly string[]): StandaloneProcess {
    const standalone = new StandaloneProcess(
      ...['--config', place.config, '--data', place.data, ...options],
    );
    running.push(standalone);
    return standalone;
  }

  async function send(port: number, ...octets: readonly Buffer[]): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port });
    socket.end(Buffer.concat(octets)).resume();
    await new Promise((resolve) => socket.on('close', resolve));
  }

  it(
    'shows ports, readings and refusals as JSON lines, and nothing else',
    async () => {
      const standalone = start();
      const port = await standalone.port('north');
      await send(port, pushFrame(7), brokenFrame(8));
      await send(port, Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
      const refusals = await standalone.linesWhere((line) => 'refused' in line, 2);
      const readings = await standalone.linesWhere((line) => 'reading' in line, 2);
      const { code, stderr } = await standalone.signal('SIGTERM');

      expect(code).toBe(0);
      expect(standalone.lines[0]).toEqual({
        listening: { receptor: 'north', address: '127.0.0.1', port },
      });
      expect(standalone.lines).toHaveLength(5);
      expect(standalone.torn).toEqual([]);
      for (const line of readings) {
        expect(Object.keys(line)).toEqual(['routingKey', 'reading', 'frameId', 'receptor']);
        expect(line).toMatchObject({ receptor: 'north', reading: { Value: 7, Unit: 'Wh' } });
        const { Id } = line.reading as { Id: string };
        expect(Id).toMatch(new RegExp(`^${String(line.frameId)}-`));
      }
      expect(refusals.map((line) => Object.keys(line.refused as object))).toEqual(
        refusals.map(() => [
          ...['code', 'message', 'layer', 'offset', 'receptor', 'remoteAddress', 'frameId'],
        ]),
      );
      const refused = refusals.map((line) => line.refused as Line);
      expect(refused.map(({ layer }) => layer).sort()).toEqual(['apdu', 'link']);
      expect(refused[0]).toMatchObject({ receptor: 'north', remoteAddress: '127.0.0.1' });
      for (const line of stderr.trim().split('\n'))
        expect(JSON.parse(line)).toMatchObject({ process: 'standalone' });
    },
    TIME_LIMIT,
  );

  it(
    'settles all that was accepted when it is told to stop, and exits 0',
    async () => {
      const standalone = start();
      const load = new Load();
      load.start(await standalone.port('north'), 4);
      await standalone.linesWhere((line) => 'reading' in line, 500);
      const { code } = await standalone.signal('SIGTERM');
      await load.stop();
      expect(code).toBe(0);
      expect(standalone.torn).toEqual([]);
      const { queues, readings, deadLetters } = await readDataFolder(place.data);
      expect(queues).toEqual({});
      const shown = new Set(
        standalone.lines.flatMap(({ frameId }) => (frameId === undefined ? [] : [frameId])),
      );
      expect(shown.size).toBe(readings.size);
      const refused = standalone.lines.filter((line) => 'refused' in line);
      expect(refused).toHaveLength(deadLetters.size);
    },
    TIME_LIMIT,
  );

  it(
    'refuses to start on a data folder that is in use',
    async () => {
      const first = start();
      await first.port('north');
      const { code, stderr } = await start().ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/in use by process \d+ \(store\.locked\)/);
      expect(await first.signal('SIGINT')).toMatchObject({ code: 0 });
    },
    TIME_LIMIT,
  );

  it(
    'stops when nobody reads its output any more',
    async () => {
      const standalone = start();
      const port = await standalone.port('north');
      standalone.closeStdout();
      await send(port, pushFrame(1));
      expect(await standalone.ended).toMatchObject({ code: 0 });
    },
    TIME_LIMIT,
  );

  it('names every problem of a configuration and exits 78', async () => {
    const north = { DeviceType: 'DlmsPushServer', Prt: 4059, DropDataLength: 5 };
    await writeFile(place.config, JSON.stringify({ north }));
    const { code, stderr } = await start().ended;
    expect(code).toBe(78);
    expect(stderr).toContain('Prt');
    expect(stderr).toContain('DropDataLength');
    expect(stderr).not.toContain('at ');
  });

  it('exits 78 when there is no configuration file, and 2 on a mistake in the command line', async () => {
    const missing = new StandaloneProcess('--config', join(place.folder, 'missing.json'));
    expect(await missing.ended).toMatchObject({ code: 78 });
    expect(await new StandaloneProcess('--confg', 'x').ended).toMatchObject({ code: 2 });
  });
});
