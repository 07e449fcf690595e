import { OtlpReceiver } from '@dlms-telemetry/otlp-receiver';
import { freshSchema, freshVhost, ownService } from '@dlms-telemetry/services';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect as connectBroker } from 'amqplib';
import { Redis } from 'ioredis';
import { APPS, type AppProcess, type Line } from './app-process.js';
import { createApiKey, dlms, dlmsIn } from './dlms-command.js';
import { freePorts } from './free-ports.js';
import { cipheredFrame, plainFrame, READINGS_IN_FRAME, type MeterKeys } from './meter-frames.js';
import { dealt, pushFrames } from './meters.js';
import { secretsIn } from './secrets-in.js';
import { TestFleet } from './test-fleet.js';
import { Wiretap } from './wiretap.js';

const PATIENCE = { timeout: 30_000, interval: 100 };
const METERS = 40;
const TITLE = '4B464D1020000001';
/** Of a meter that nobody has registered at first. */
const STRANGER = '4B464D1020000002';
const KEYS: MeterKeys = {
  BlockCipherKey: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
  AuthenticationKey: 'F0E1D2C3B4A5968778695A4B3C2D1E0F',
};

interface Vector {
  readonly id: string;
  readonly frameHex: readonly string[];
  readonly security: { readonly ek: string };
}

const AUSTRIA = JSON.parse(
  readFileSync(new URL('../../../libs/dlms/vectors/austria.json', import.meta.url), 'utf8'),
) as { readonly vectors: readonly Vector[] };

const isLoad = ({ event }: Line): boolean => event === 'usersLoaded';

describe('the pipeline as processes', { timeout: 60_000 }, () => {
  const vector = AUSTRIA.vectors.find(({ id }) => id === 'at-evn-example');
  let fleet: TestFleet;
  let folder: string;
  let collector: OtlpReceiver;
  let tap: Wiretap;
  let apiKey: string;
  /** What the API has answered. */
  const answers: string[] = [];
  let ports: readonly [plain: number, secured: number, kaifa: number];
  /** The number of the next frame, so that each can be told from all others. */
  let next = 1;
  const sent = new Set<number>();

  async function push(count: number, port = ports[0]): Promise<void> {
    const hands = dealt(next, count, METERS);
    for (let number = next; number < next + count; number++) sent.add(number);
    next += count;
    await Promise.all(hands.map((numbers) => pushFrames(port, numbers.map(plainFrame))));
  }

  async function api(path: string, body?: unknown): Promise<Response> {
    const [process] = fleet.pipeline.of('admin-api');
    const answer = await fetch(`${(await process?.http()) ?? ''}/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...{ 'Content-Type': 'application/json', 'X-Api-Key': apiKey, 'X-Service-Id': 'dlms-test' },
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    answers.push(await answer.clone().text());
    return answer;
  }

  /** Every frame sent so far is in the store with its readings, once. */
  async function expectAllStored(): Promise<void> {
    await expect
      .poll(() => fleet.store.readings.count(), PATIENCE)
      .toBe(sent.size * READINGS_IN_FRAME);
    const readings = await fleet.readings();
    const values = [...readings.values()].map(([first]) => first);
    expect(readings.size).toBe(sent.size);
    expect(new Set(values)).toEqual(sent);
    expect([...readings.values()].every((each) => each.length === READINGS_IN_FRAME)).toBe(true);
    expect(await fleet.store.deadLetters.list(10)).toEqual([]);
  }

  /** Of dead letters that have not come to their end. */
  async function codes(): Promise<string[]> {
    return (await fleet.store.deadLetters.list(10, undefined, {})).map(({ code }) => code);
  }

  beforeAll(async () => {
    const [plain = 0, secured = 0, kaifa = 0] = await freePorts(3);
    ports = [plain, secured, kaifa];
    folder = await mkdtemp(join(tmpdir(), 'pipeline-test-'));
    const example = readFileSync(
      new URL('../../../examples/kaifa-austria.json', import.meta.url),
      'utf8',
    ).replaceAll(/^\s*\/\/.*$/gmu, '');
    const { Kaifa, KaifaProperties } = JSON.parse(example) as Record<string, object>;
    const receptor = {
      ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
      ...{ Address: '127.0.0.1', DroppedClientDetection: 'ReadTimeout' },
    };
    collector = await OtlpReceiver.start();
    fleet = await TestFleet.start({
      env: collector.environment,
      services: [await freshVhost(), await freshSchema(), await ownService('redis', 'pipeline')],
      sections: {
        // Nothing is to go to the backlog, which would come back an hour later.
        Plain: { ...receptor, Port: plain, ProcessBoundedCapacity: 100_000 },
        // Otherwise what was accepted in the last second is not in the database when Redis is killed.
        Secured: { ...receptor, Port: secured, SecureClient: true, ReplayProtection: 'Strict' },
        Kaifa: { ...Kaifa, Address: '127.0.0.1', Port: kaifa, BlockCipherKey: vector?.security.ek },
        KaifaProperties,
      },
      processes: { gateway: 2, decoder: 3, historic: 1, recorder: 1, 'admin-api': 1 },
    });
    tap = await Wiretap.start(await connectBroker(fleet.urls.AMQP_URL));
  }, 90_000);
  afterAll(async () => {
    await tap.stop();
    await fleet.close();
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('two gateways and three decoders share the work, and no frame is in the store twice', async () => {
    await push(3_000);
    await expectAllStored();
    const captured = await fleet.counted('gateway', 'gateway_frames_captured_total');
    const decoded = await fleet.counted('decoder', 'decoder_frames_decoded_total');
    expect(captured).toHaveLength(2);
    expect(decoded).toHaveLength(3);
    expect(Math.min(...captured, ...decoded)).toBeGreaterThan(0);
    expect(captured.reduce((a, b) => a + b)).toBe(sent.size);
    expect(decoded.reduce((a, b) => a + b)).toBe(sent.size);
  });

  it('a decoder that is killed in the middle of its work loses and doubles nothing', async () => {
    const pushing = push(4_000);
    const [victim] = fleet.pipeline.of('decoder');
    const first = sent.size;
    await expect
      .poll(async () => (await fleet.readings()).size, PATIENCE)
      .toBeGreaterThan(first - 3_000);
    await victim?.signal('SIGKILL');
    await pushing;
    await expectAllStored();
  });

  it('each process that is told to stop under load drains and ends with 0', async () => {
    const pushing = push(4_000);
    for (const app of ['decoder', 'recorder', 'historic'] as const) {
      const [one] = fleet.pipeline.of(app);
      if (one === undefined) throw new Error(`no ${app}`);
      const started = fleet.pipeline.add(app).event('started');
      expect(await fleet.pipeline.remove(one)).toEqual({ code: 0, signal: null });
      expect(one.lines.at(-1)).toMatchObject({ event: 'stopped' });
      await started;
    }
    await pushing;
    const [gateway] = fleet.pipeline.of('gateway');
    if (gateway === undefined) throw new Error('no gateway');
    expect(await fleet.pipeline.remove(gateway)).toEqual({ code: 0, signal: null });
    await fleet.pipeline.add('gateway').event('started');
    await expectAllStored();
  });

  it('readings of a vector that was pushed arrive on telemetry with their routing keys and seven properties', async () => {
    if (vector === undefined) throw new Error('no vector');
    const file = join(folder, 'vector.hex');
    writeFileSync(file, `${vector.frameHex.join('')}\n`);
    await dlms('push', file, '--to', `127.0.0.1:${ports[2]}`);
    const ofKaifa = () => tap.readings.filter(({ key }) => key.endsWith('|Kaifa'));
    await expect.poll(() => ofKaifa().length, PATIENCE).toBe(11);
    const heard = ofKaifa();
    const voltage = heard.find(({ body }) => body.Measure === 'VoltageL1');
    expect(voltage?.key).toMatch(/^[^.]+\.[^.:|]+:DlmsPushServer\|Kaifa$/u);
    expect(voltage?.body).toMatchObject({
      ...{ Serial: '181220000009', Measure: 'VoltageL1', Unit: 'V', Value: 233.7 },
    });
    for (const { body } of heard)
      for (const name of ['Id', 'Serial', 'Measure', 'Unit', 'Direction', 'Value', 'Date'])
        expect(body).toHaveProperty(name);
    await expect
      .poll(async () => (await fleet.store.readings.last('181220000009')).length, PATIENCE)
      .toBe(11);
  });

  it('a user that is added over the API is known everywhere within a second', async () => {
    apiKey = await createApiKey(fleet.urls.DATABASE_URL);
    const added = await api('Users/Dlms/Secured/Add', [
      { Ip: '127.0.0.1', SystemTitle: TITLE, ...KEYS, Enabled: true },
    ]);
    expect(added.status).toBe(200);
    const addedAt = Date.now();
    await expect
      .poll(
        async () =>
          (await Promise.all(fleet.pipeline.of('decoder').map((each) => each.http()))).length > 0 &&
          fleet.pipeline
            .of('decoder')
            .every(({ lines }) => lines.some(({ event }) => event === 'usersLoaded')),
        { timeout: 5_000, interval: 20 },
      )
      .toBe(true);
    expect(Date.now() - addedAt).toBeLessThan(1_000);
    const before = await fleet.store.readings.count();
    await pushFrames(ports[1], [cipheredFrame(7_000_000, 1, TITLE, KEYS)]);
    await expect
      .poll(() => fleet.store.readings.count(), PATIENCE)
      .toBe(before + READINGS_IN_FRAME);
  });

  it('frames of an unknown meter give their readings when dlms has registered it and run them again, both on the database alone', async () => {
    const numbers = [8_000_001, 8_000_002, 8_000_003];
    const frames = numbers.map((number, counter) => cipheredFrame(number, counter, STRANGER, KEYS));
    await pushFrames(ports[1], frames);
    await expect.poll(codes, PATIENCE).toEqual(Array(3).fill('security.unknown-title'));

    const on = ['--database-url', fleet.urls.DATABASE_URL, '--config', fleet.config];
    const file = join(folder, 'users.json');
    writeFileSync(file, JSON.stringify([{ SystemTitle: STRANGER, Serial: '1002', ...KEYS }]));
    const decoders = fleet.pipeline.of('decoder');
    const loads = ({ lines }: AppProcess) => lines.filter(isLoad).length;
    const known = decoders.map((each) => each.linesWhere(isLoad, loads(each) + 1));
    const env = { KEY_ENCRYPTION_KEYS: `test=${fleet.secrets.sealing ?? ''}` };
    const imported = await dlmsIn(env, 'users', 'import', file, '--device', 'Secured', ...on);
    expect(JSON.parse(imported)).toMatchObject({ done: { added: 1 } });
    await Promise.all(known);

    const code = ['--code', 'security.unknown-title'];
    expect(JSON.parse(await dlms('dead', 'rerun', ...code, ...on))).toEqual({
      done: { frames: 3, withoutReceptor: 0 },
    });
    const heard = () => tap.readings.filter(({ body }) => numbers.includes(Number(body.Value)));
    await expect.poll(() => heard().length, PATIENCE).toBe(numbers.length * READINGS_IN_FRAME);
    expect(new Set(heard().map(({ body }) => body.Serial))).toEqual(new Set(['1002']));
    await expect.poll(codes, PATIENCE).toEqual([]);
    expect(await fleet.store.deadLetters.list(10, undefined, { resolved: true })).toMatchObject(
      Array(3).fill({ resolution: 'readings' }),
    );
    expect(await dlms('backlog', ...on)).toBe('');
  });

  it('without Redis frames are taken and decoded as before, a repeated counter is refused, and it is used again when it is back', async () => {
    const before = await fleet.store.readings.count();
    await fleet.redis.kill();
    await pushFrames(ports[1], [cipheredFrame(7_000_001, 2, TITLE, KEYS)]);
    await pushFrames(ports[1], [cipheredFrame(7_000_002, 1, TITLE, KEYS)]);
    await push(100);
    await expect
      .poll(() => fleet.store.readings.count(), PATIENCE)
      .toBe(before + READINGS_IN_FRAME * 101);
    await expect.poll(codes, PATIENCE).toEqual(['security.counter-repeated']);
    await fleet.redis.start();
    await pushFrames(ports[1], [cipheredFrame(7_000_003, 3, TITLE, KEYS)]);
    await expect
      .poll(() => fleet.store.readings.count(), PATIENCE)
      .toBe(before + READINGS_IN_FRAME * 102);
  });

  it('no key or password stands in any log, metric, trace, answer of the API or message, nor in Redis', async () => {
    await api('Users/Dlms/Secured');
    await api('Users/Dlms/Secured/Add', [{ SystemTitle: 'XYZ', ...KEYS }]);
    const metrics = await Promise.all(
      APPS.flatMap((app) => fleet.pipeline.of(app)).map(async (each) => {
        const answer = await fetch(`${await each.http()}/metrics`);
        return await answer.text();
      }),
    );
    const places = {
      logs: fleet.lines.map((line) => JSON.stringify(line)),
      metrics,
      traces: collector.bodies,
      answers,
      messages: tap.heard,
      redis: await everythingIn(fleet.urls.REDIS_URL),
    };
    for (const written of Object.values(places)) expect(written.length).toBeGreaterThan(0);
    const { ek: kaifaKey = '' } = vector?.security ?? {};
    expect(secretsIn(places, { ...fleet.secrets, ...KEYS, kaifaKey, apiKey })).toEqual([]);
    expect(secretsIn({ logs: [`so ${KEYS.BlockCipherKey} is`] }, { ...KEYS })).toHaveLength(1);
  });
});

/** All keys and values. */
async function everythingIn(redisUrl: string): Promise<Buffer[]> {
  const redis = new Redis(redisUrl);
  const found: Buffer[] = [];
  for (const key of await redis.keys('*')) {
    found.push(Buffer.from(key));
    found.push(await redis.dumpBuffer(key));
  }
  redis.disconnect();
  return found;
}
