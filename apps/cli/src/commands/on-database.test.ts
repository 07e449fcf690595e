import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrames, type Frame } from '@dlms-telemetry/frame';
import { freshSchema, type Share } from '@dlms-telemetry/services';
import { openPostgresStore, type Store } from '@dlms-telemetry/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, type Ran, type World } from '../test-io.js';

const KEY = '0A1B2C3D4E5F60718293A4B5C6D7E8F9';
const SEALING = 'AB'.repeat(32);
const TITLE = '4B464D6750000009';
const CONFIGURATION = JSON.stringify({
  north: {
    ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER', Port: 4059 },
    ...{ SecureClient: true, HandleHistoricRecordInterval: 60_000, HistoricRecordBatchingSize: 1 },
  },
});
const WORLD: World = { files: { 'dlms.json': CONFIGURATION } };
const SEALED: World = { ...WORLD, env: { KEY_ENCRYPTION_KEYS: `one=${SEALING}` } };

function frameOf(receptor: string, n: number): Frame {
  return {
    ...{ id: `019dfa95-9400-7909-8909-${n.toString(16).padStart(12, '0')}`, receptor },
    ...{ gatewayProcess: 'g', connectionId: 'c', transport: 'tcp', remoteAddress: '192.0.2.7' },
    ...{ remotePort: 1, localPort: 2, receivedAt: Date.UTC(2025, 11, 31) + n },
    ...{ interfaceType: 'WRAPPER', bytes: Uint8Array.of(n) },
  };
}

async function fallIll({ deadLetters }: Store, frames: readonly Frame[]): Promise<void> {
  await deadLetters.add(
    frames.map((frame) => ({
      ...{ frameId: frame.id, receptor: frame.receptor, receivedAt: frame.receivedAt },
      ...{ code: 'security.unknown-title', message: 'm', layer: 'security', offset: 0 },
      ...{ systemTitle: TITLE, remoteAddress: frame.remoteAddress, knownMeter: false },
      envelope: encodeFrames([frame]),
    })),
  );
}

describe('commands on the database of a fleet', () => {
  let schema: Share;
  let store: Store;
  let folder: string;
  beforeAll(async () => {
    schema = await freshSchema();
    // As a process of the fleet has it, all the time.
    store = await openPostgresStore({ url: schema.url });
    folder = await mkdtemp(join(tmpdir(), 'cli-database-'));
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await schema.drop();
    await rm(folder, { recursive: true });
  });

  const on = (words: readonly string[], world: World = SEALED): Promise<Ran> =>
    runCommand([...words, '--database-url', schema.url, '--config', 'dlms.json'], world);

  it('dead rerun sends frames through the backlog, tells those of no receptor, and backlog shows why they wait', async () => {
    await fallIll(store, [frameOf('north', 1), frameOf('north', 2), frameOf('gone', 3)]);
    const ran = await on(['dead', 'rerun', '--code', 'security.unknown-title']);
    expect(ran).toMatchObject({
      exitCode: 1,
      lines: [{ done: { frames: 2, withoutReceptor: 1 } }],
    });
    expect(await store.backlog.waiting(['north', 'gone'])).toEqual([
      { receptor: 'north', cause: 'rerun' },
    ]);
    const { lines } = await on(['backlog']);
    const causes = [{ cause: 'rerun', frames: 2, envelopes: 1 }];
    expect(lines).toMatchObject([{ receptor: 'north', causes, frames: 2, drainSeconds: 0 }]);
    const shown = await on(['backlog'], { ...SEALED, isTerminal: true });
    expect(shown.stdout).toMatch(/Run again.*\n +north +2 +2 /u);
  });

  it('users import seals with the keys of the fleet, and stands in the audit log', async () => {
    const users = [{ SystemTitle: TITLE, Serial: '1001', BlockCipherKey: KEY }];
    const words = ['users', 'import', '-', '--device', 'north'];
    const ran = await on(words, { ...SEALED, stdin: JSON.stringify(users) });
    expect(ran).toMatchObject({ exitCode: 0, lines: [{ done: { added: 1 } }] });
    const listed = await on(['users', 'list', '--device', 'north']);
    expect(listed.lines).toMatchObject([{ source: 'store', SystemTitle: TITLE, Serial: '1001' }]);
    expect(listed.stdout).not.toContain(KEY);
    const [row] = await store.audit.list({ limit: 10 });
    expect(row).toMatchObject({
      ...{ action: 'users.import', object: 'north', keyLabel: 'command line', outcome: 'done' },
      detail: { users: [{ SystemTitle: TITLE, change: 'added' }] },
    });
    expect(JSON.stringify(row)).not.toContain(KEY);
    const found = await on(['dead', 'list', '--serial', '1001']);
    expect(found.lines).toHaveLength(2);
  });

  it.each([
    ['the keys of the fleet', ['--config', 'dlms.json'], /KEY_ENCRYPTION_KEYS/u],
    ['the configuration', [], /--config/u],
  ])('users refuses without %s, and makes no key', async (_, words, reason) => {
    const ran = await runCommand(
      ['users', 'list', '--device', 'north', '--database-url', schema.url, ...words],
      WORLD,
    );
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(reason);
    const inFolder = await on(['users', 'list', '--device', 'north', '--data', folder], WORLD);
    expect(inFolder.exitCode).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('users takes the key of a data folder that it is given', async () => {
    await writeFile(join(folder, 'key-encryption-keys'), `one=${SEALING}\n`);
    const ran = await on(['users', 'list', '--device', 'north', '--data', folder], WORLD);
    expect(ran).toMatchObject({ exitCode: 0, lines: [{ SystemTitle: TITLE }] });
  });
});
