import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import { openEmbeddedStore, type Store } from '@dlms-telemetry/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayEvents } from './events.js';
import { WindowReplayGuard } from './replay-guard.js';
import { TestClock } from './test-counter-store.js';

interface Vector {
  readonly id: string;
  readonly frameHex: readonly string[];
  readonly security: { readonly ek: string; readonly ak: string };
  readonly expected: {
    readonly steps: readonly { readonly frame: number; readonly outcome: string }[];
  };
}

const FILE = new URL('../../dlms/vectors/replay.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly vectors: Vector[] };

/** A first start makes a database. */
const START_MS = 60_000;

/** A vector whose frames say themselves what they hold. */
const WITH_CODES = 'replay-redelivery';
/** The others push one record of octets, and no code with it. */
const RECORD = {
  DeviceType: 'PushDefaultProperties',
  PropertyMaps: {
    Record: { ObisCode: '7.0.0.9.0.255', PushProfileSequenceId: 0, ElementCount: [1] },
  },
};

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-vectors-'));
  store = await openEmbeddedStore(folder);
}, START_MS);

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** A guard as after a start: all that it knows is in the store. */
function guardOf(): WindowReplayGuard {
  const events = createEvents('replay', replayEvents, {
    log: silentLog(),
    counters: new Counters(),
  });
  return new WindowReplayGuard(
    { store: store.counters, clock: new TestClock(), events },
    { receptors: new Map() },
  );
}

/** What interpreter and guard make of a frame: as the vectors say it. */
async function outcomeOf(
  { id, frameHex, security }: Vector,
  place: number,
  frameNumber: number,
  guard: WindowReplayGuard,
): Promise<string> {
  const section = {
    DeviceType: 'DlmsPushServer',
    Port: 4059,
    BlockCipherKey: security.ek,
    AuthenticationKey: security.ak,
    ...(id !== WITH_CODES && { PropertiesDeviceName: 'Record' }),
  };
  const text = JSON.stringify({ [id]: section, Record: RECORD });
  const { configuration } = parseConfiguration(text, { env: {}, readFile: () => '' });
  const registry = createRegistry(configuration);
  const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
  const frame: Frame = {
    id: `01975c9e-0000-7000-8000-${frameNumber.toString(16).padStart(12, '0')}`,
    receptor: id,
    gatewayProcess: 'gateway',
    connectionId: 'connection',
    transport: 'tcp',
    remoteAddress: '10.0.0.1',
    remotePort: 50_000,
    localPort: 4059,
    receivedAt: Date.UTC(2026, 0, 1) + frameNumber,
    interfaceType: 'WRAPPER',
    bytes: fromHex(frameHex[place] ?? '') ?? new Uint8Array(),
  };
  const result = interpreter.interpret(frame);
  if (result.type === 'refused' || result.counter === undefined)
    throw new Error(JSON.stringify(result));
  const { receptor, receivedAt } = frame;
  const [outcome] = await guard.judge([
    { ...result.counter, frameId: frame.id, receptor, receivedAt, historic: false, rerun: false },
  ]);
  return outcome === 'accepted' ? 'accept' : 'replay';
}

it.each(vectors.map((vector) => [vector.id, vector] as const))(
  '%s comes out as the vector says, also when the guard starts anew in between',
  async (_, vector) => {
    const { steps } = vector.expected;
    for (const [number, { frame, outcome }] of steps.entries()) {
      const guard = guardOf();
      // The vector says in words which frame is one that is delivered again.
      const id = outcome.includes('same frame id') ? number - 1 : number;
      expect(outcome).toContain(await outcomeOf(vector, frame, id, guard));
      await guard.stop();
    }
  },
);

it.each(vectors.map((vector) => [vector.id, vector] as const))(
  '%s is refused whole when it is sent once more',
  async (_, vector) => {
    const guard = guardOf();
    for (const [number, { frame }] of vector.expected.steps.entries())
      expect(await outcomeOf(vector, frame, 100 + number, guard)).toBe('replay');
  },
);
