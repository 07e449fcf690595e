import { freshSchema } from '@dlms-telemetry/services';
import { openPostgresStore } from '@dlms-telemetry/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';

let schema: Awaited<ReturnType<typeof freshSchema>>;

beforeAll(async () => {
  schema = await freshSchema();
}, 60_000);
afterAll(() => schema.drop());

const run = (...words: string[]) =>
  runCommand(['api-keys', ...words, '--database-url', schema.url]);

it('a key is made in an empty database, shown once, listed without it, and revoked', async () => {
  const made = await run('create', '--role', 'administrator', '--label', 'First');
  expect(made.exitCode).toBe(0);
  const [created] = made.lines as [{ id: string; key: string }];
  expect(created).toMatchObject({ role: 'administrator', label: 'First' });
  expect(created.key).toMatch(new RegExp(`^dlms_${created.id}_[0-9a-f]{64}$`, 'u'));
  const listed = await run('list');
  expect(listed.lines).toMatchObject([{ id: created.id, label: 'First' }]);
  expect(listed.stdout).not.toContain(created.key);
  await run('revoke', created.id);
  const after = await runCommand(['api-keys', 'list'], {
    env: { DATABASE_URL: schema.url },
    isTerminal: true,
  });
  expect(after.stdout).toContain('revoked');

  const store = await openPostgresStore({ url: schema.url });
  const rows = await store.audit.list({ limit: 10 });
  await store.close();
  expect(rows).toMatchObject([
    { action: 'api-keys.revoke', object: created.id, keyLabel: 'command line' },
    { action: 'api-keys.create', object: created.id, keyLabel: 'command line' },
  ]);
  expect(JSON.stringify(rows)).not.toContain(created.key.slice(-64));
});

it.each([
  ['without a database', ['create', '--role', 'viewer'], /give --database-url/u],
  ['with a role that is none', ['create', '--role', 'root'], /Allowed choices are viewer/u],
])('ends with a reason: %s', async (_, words, reason) => {
  const ran = await runCommand(['api-keys', ...words]);
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toMatch(reason);
});

it('ends with every address and time that is none, or an id that is nobody’s', async () => {
  const wish = ['create', '--role', 'viewer', '--allow', '10.0.0', '--expires', 'soon'];
  const ran = await run(...wish);
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toMatch(/expiresAt: [\s\S]*allowedAddresses\.0: /u);
  const unknown = await run('revoke', '0000000000000000');
  expect(unknown).toMatchObject({ exitCode: 1 });
  expect(unknown.stderr).toContain('access.unknown-key');
});
