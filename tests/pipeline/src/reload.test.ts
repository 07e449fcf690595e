import { freshSchema, freshVhost, ownService } from '@dlms-telemetry/services';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from './app-process.js';
import { freePorts } from './free-ports.js';
import { plainFrame, READINGS_IN_FRAME } from './meter-frames.js';
import { pushFrames } from './meters.js';
import { TestFleet } from './test-fleet.js';

const PATIENCE = { timeout: 30_000, interval: 100 };
const FOLLOWING = ['decoder', 'gateway', 'historic', 'recorder'];

describe('the configuration file of a fleet', { timeout: 90_000 }, () => {
  let fleet: TestFleet;
  let ports: readonly number[];

  beforeAll(async () => {
    ports = await freePorts(2);
    fleet = await TestFleet.start({
      sections: { First: receptorAt(ports[0]) },
      processes: { gateway: 1, decoder: 1, historic: 1, recorder: 1 },
      services: [await freshVhost(), await freshSchema(), await ownService('redis', 'reload')],
    });
  }, 90_000);
  afterAll(() => fleet.close(), 60_000);

  function receptorAt(port: number | undefined, more: object = {}): object {
    return {
      ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
      ...{ Address: '127.0.0.1', Port: port, ...more },
    };
  }

  /** Processes that have told of something, once a process. */
  function told(event: string): string[] {
    const lines = fleet.lines.filter((line: Line) => line.event === event);
    return [...new Set(lines.map((line) => String(line.process)))].sort();
  }

  const write = (text: string): void => {
    writeFileSync(fleet.config, text);
  };

  it('is followed while it runs: a broken one changes nothing, and a receptor that is added is served by all', async () => {
    const before = readFileSync(fleet.config, 'utf8');
    write(before.replace('WRAPPER', 'WRAPPED'));
    await expect.poll(() => told('configurationRefused'), PATIENCE).toEqual(FOLLOWING);
    await pushFrames(ports[0] ?? 0, [plainFrame(1)]);
    await expect.poll(() => fleet.store.readings.count(), PATIENCE).toBe(READINGS_IN_FRAME);

    const sections = JSON.parse(before) as Record<string, unknown>;
    write(JSON.stringify({ ...sections, Second: receptorAt(ports[1]) }));
    await expect.poll(() => told('configurationApplied'), PATIENCE).toEqual(FOLLOWING);
    await pushFrames(ports[1] ?? 0, [plainFrame(2)]);
    await pushFrames(ports[0] ?? 0, [plainFrame(3)]);
    await expect.poll(() => fleet.store.readings.count(), PATIENCE).toBe(3 * READINGS_IN_FRAME);
    expect(await fleet.store.deadLetters.list(10)).toEqual([]);
  });
});
