import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAMES_DEAD, InProcessBus, MemoryQueueStore, liveQueue } from '@dlms-telemetry/bus';
import {
  decodeReceptor,
  Decode,
  InProcessFrameWorker,
  decodeEvents,
  type SuspectMarks,
} from '@dlms-telemetry/decode';
import { fromHex, protect, writeApdu, writeSecurityControl } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { encodeFrames, uuidv7, type Frame } from '@dlms-telemetry/frame';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { Counters, createEvents, createLog } from '@dlms-telemetry/observe';
import { createRegistry } from '@dlms-telemetry/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnusableConfiguration } from '@dlms-telemetry/process';
import { loadConfiguration } from './configuration.js';

const KEY = '7C21E0D4936AB85F0142C3D4E5F60718';
const OTHER_KEY = '5B08F1A2C3D4E59607182930ABCDEF01';
const PRIVATE_KEY = 'aad3fd0732e991cf52a74c66c1f2827ddc53522a2e0a169d7c4ffcc0fb5d6a4d';
const NOW = Date.UTC(2026, 4, 6);

/** The beginnings of the keys, in the ways in which they could be printed. */
const FORMS = [KEY, OTHER_KEY, PRIVATE_KEY].flatMap((hex) => {
  const octets = Buffer.from(hex, 'hex').subarray(0, 9);
  const text = octets.toString('hex');
  return [text, text.toUpperCase(), octets.toString('base64'), [...octets].join(',')];
});

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

/** A push from server 1 to client 102, protected with a key. */
function frameUnder(key: string, number: number): Frame {
  const plain = writeApdu({
    type: 'data-notification',
    longInvokeIdAndPriority: 1,
    dateTime: null,
    body: {
      type: 'structure',
      value: [
        { type: 'octet-string', value: octets('0100010800FF') },
        { type: 'double-long-unsigned', value: 5 },
      ],
    },
  });
  const bytes = protect(
    plain,
    {
      type: 'general-glo-ciphering',
      securityControl: writeSecurityControl({ authenticated: true, encrypted: true }),
      systemTitle: octets('4B464D1020000001'),
      invocationCounter: 1,
      keys: { blockCipherKey: octets(key), authenticationKey: octets(KEY) },
    },
    nodeCrypto,
  );
  return {
    id: uuidv7(NOW, new Uint8Array(10).fill(number)),
    receptor: 'Meters',
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 40_000,
    localPort: 4059,
    receivedAt: NOW,
    interfaceType: 'PDU',
    bytes,
  };
}

describe('no key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'no-key-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (options: object) => {
    const file = join(folder, 'meters.json');
    const section = { DeviceType: 'DlmsPushServer', Port: 4059, Debug: true, ...options };
    writeFileSync(file, JSON.stringify({ Meters: section }));
    return loadConfiguration(file, [], {});
  };

  it('stands in the log, in readings or in dead letters', async () => {
    const { configuration } = await load({
      BlockCipherKey: KEY,
      AuthenticationKey: KEY,
      MasterKey: OTHER_KEY,
      KeyAgreementPrivateKey: PRIVATE_KEY,
    });
    const store = new MemoryQueueStore();
    const bus = new InProcessBus({ store });
    await bus.start();
    const shown: string[] = [];
    await bus.subscribe('#', (key, message) => {
      shown.push(key, JSON.stringify(message.headers), new TextDecoder().decode(message.body));
    });
    const logFile = join(folder, 'log');
    const log = createLog({ name: 'test', file: logFile, level: 'debug' });
    const registry = createRegistry(configuration);
    const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
    const events = createEvents('decoder', decodeEvents, { log, counters: new Counters() });
    const stage = new Decode(
      {
        bus,
        worker: new InProcessFrameWorker((frame) => interpreter.interpret(frame)),
        // Asked only of what is handed out again.
        suspects: new Proxy({} as SuspectMarks, {}),
        events,
      },
      {
        receptors: configuration.receptors.map((receptor) =>
          decodeReceptor(receptor, configuration),
        ),
      },
    );
    const frames = [frameUnder(KEY, 1), frameUnder(OTHER_KEY, 2)];
    await bus.publish(liveQueue('Meters'), { body: encodeFrames(frames), count: frames.length });
    await stage.start();
    await bus.idle();
    await stage.stop();
    await bus.close();

    log.info({ configuration, registry }, 'what a debugger would log');
    const dead = await store.read(FRAMES_DEAD, 0, 10);
    const letters = dead.map(({ body }) => Buffer.from(body).toString('latin1'));
    expect(letters.join()).toContain('security.tag');
    expect(shown.join()).toContain('"Value":5');
    const all = [...shown, ...letters, readFileSync(logFile, 'utf8')].join('\n');
    expect(all).toContain('[secret]');
    for (const form of FORMS) expect(all).not.toContain(form);
  });

  it('stands in what is said of one that cannot be read', async () => {
    const wrong = load({ SigningPrivateKey: `${PRIVATE_KEY}00`, ServerSigningPublicKey: KEY });
    const error: unknown = await wrong.catch((reason: unknown) => reason);
    if (!(error instanceof UnusableConfiguration)) throw new Error('the file was taken');
    expect(error.lines).toEqual([
      expect.stringMatching(/meters\.json: 1:\d+ Meters\.SigningPrivateKey: .*cannot be read/u),
      expect.stringMatching(/meters\.json: 1:\d+ Meters\.ServerSigningPublicKey: .*no point/u),
    ]);
    for (const form of FORMS) expect(error.message).not.toContain(form);
  });
});
