import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AskingMeter, CLIENT_TITLE, type Speech } from './asking-meter.js';
import { KEYS } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { readDataFolder } from './data-folder.js';
import { StandaloneProcess } from './standalone-process.js';

const TIME_LIMIT = 120_000;
const SPEECHES: readonly Speech[] = [
  { link: 'WRAPPER', ciphered: false },
  { link: 'HDLC', ciphered: false },
  { link: 'WRAPPER', ciphered: true },
  { link: 'HDLC', ciphered: true },
];
const CIPHERED: Speech = { link: 'WRAPPER', ciphered: true };

describe('a meter that asks for a confirmation', () => {
  let place: Workplace;
  let running: StandaloneProcess[];
  let meters: AskingMeter[];
  beforeEach(async () => {
    const options = { ConnectionInterfaceType: 'Auto', ClientSystemTitle: CLIENT_TITLE, ...KEYS };
    place = await workplace(options);
    running = [];
    meters = [];
  });
  afterEach(async () => {
    for (const { socket } of meters) socket.destroy();
    await Promise.all(running.map((process) => process.signal('SIGKILL')));
    await rm(place.folder, { recursive: true });
  });

  function start(): StandaloneProcess {
    const standalone = new StandaloneProcess('--config', place.config, '--data', place.data);
    running.push(standalone);
    return standalone;
  }

  async function dial(port: number, speech: Speech): Promise<AskingMeter> {
    const meter = await AskingMeter.dial(port, speech);
    meters.push(meter);
    return meter;
  }

  it(
    'gets exactly one for each push, through its link layer and under the protection it used',
    async () => {
      const standalone = start();
      const port = await standalone.port('north');
      const asking = await Promise.all(SPEECHES.map((speech) => dial(port, speech)));
      for (const [place, meter] of asking.entries())
        for (const push of [1, 2, 3]) meter.push(10 * place + push);
      await Promise.all(asking.map((meter) => meter.answers(3)));
      // What could still come comes before the end.
      expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });
      for (const [place, { heard }] of asking.entries()) {
        const numbers = heard.map(({ number }) => number).toSorted((a, b) => a - b);
        expect(numbers).toEqual([1, 2, 3].map((push) => 10 * place + push));
        const isCiphered = heard.map(({ invocationCounter }) => invocationCounter !== undefined);
        expect(isCiphered).toEqual(heard.map(() => SPEECHES[place]?.ciphered));
      }
    },
    TIME_LIMIT,
  );

  it(
    'gets it once its frame is stored: a kill right after loses no frame, and no counter of ours comes again',
    async () => {
      const accepted = new Set<number>();
      const counters: (number | undefined)[] = [];
      for (let kill = 0, next = 1; kill < 3; kill++, next += 1_000) {
        const standalone = start();
        const port = await standalone.port('north');
        const [plain, ciphered] = await Promise.all([
          dial(port, { ...CIPHERED, ciphered: false }),
          dial(port, CIPHERED),
        ]);
        // Until the kill: how far they come differs from time to time.
        for (let push = 0; push < 200; push += 2) {
          plain.push(next + push);
          ciphered.push(next + push + 1);
        }
        await Promise.all([plain.answers(1), ciphered.answers(1)]);
        await sleep(Math.random() * 50);
        await standalone.signal('SIGKILL');
        for (const { number } of [...plain.heard, ...ciphered.heard]) accepted.add(number);
        counters.push(...ciphered.heard.map(({ invocationCounter }) => invocationCounter));
      }
      expect(counters.length).toBeGreaterThanOrEqual(3);
      expect(new Set(counters).size).toBe(counters.length);
      const last = start();
      await last.port('north');
      await last.signal('SIGTERM');
      const { readings } = await readDataFolder(place.data);
      const stored = new Set([...readings.values()].flat());
      expect([...accepted].filter((number) => !stored.has(number))).toEqual([]);
    },
    TIME_LIMIT,
  );

  it(
    'and does not read it holds no other up',
    async () => {
      const standalone = start();
      const port = await standalone.port('north');
      const deaf = await dial(port, CIPHERED);
      deaf.socket.pause();
      const push = AskingMeter.octetsOf(7, { ...CIPHERED, ciphered: false });
      const many = Buffer.concat(Array.from({ length: 1_000 }, () => push));
      deaf.socket.write(many);
      const other = await dial(port, CIPHERED);
      other.push(8);
      expect(await other.answers(1)).toMatchObject([{ number: 8 }]);
      await standalone.linesWhere((line) => 'reading' in line, 2_002);
    },
    TIME_LIMIT,
  );

  it(
    'ClientSystemTitle: is not answered where none is set and its push is ciphered, which is told once',
    async () => {
      await rm(place.folder, { recursive: true });
      place = await workplace(KEYS);
      const standalone = start();
      const meter = await dial(await standalone.port('north'), CIPHERED);
      meter.push(1);
      meter.push(2);
      await standalone.linesWhere((line) => 'reading' in line, 4);
      await standalone.told('answersLackTitle');
      await standalone.signal('SIGTERM');
      expect(meter.heard).toEqual([]);
      expect(standalone.log.filter(({ event }) => event === 'answersLackTitle')).toHaveLength(1);
    },
    TIME_LIMIT,
  );
});
