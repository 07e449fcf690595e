import type { ApiKeysDesk, KeyNote, ListedApiKey } from '@dlms-telemetry/admin';
import { StoreError, openPostgresStore } from '@dlms-telemetry/store';
import { CommandError, EXIT, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { factLines, tableLines } from '../table.js';

/** What every `dlms api-keys` command is told. */
export interface ApiKeysOptions {
  /** Left out: `DATABASE_URL`. */
  readonly databaseUrl?: string | undefined;
  readonly json?: boolean;
}

/** What `dlms api-keys create` is told. */
export interface CreateKeyOptions extends ApiKeysOptions {
  readonly role: string;
  readonly label: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly allow?: readonly string[];
}

const COLUMNS = [
  { title: 'Id' },
  { title: 'Role' },
  { title: 'Label' },
  { title: 'State' },
  { title: 'Last used' },
  { title: 'From' },
  { title: 'Allowed from' },
];

/** A database that cannot be reached is not waited for: somebody sits there. */
const PATIENCE_MS = 3_000;

/** `dlms api-keys create`: makes a key of the API and prints it, this once. @returns 0 */
export async function createApiKey(options: CreateKeyOptions, io: Io): Promise<number> {
  const { createKeyBody } = await import('@dlms-telemetry/admin');
  const { label, role, expires: expiresAt, allow: allowedAddresses = [] } = options;
  const { data, error } = createKeyBody.safeParse({ label, role, expiresAt, allowedAddresses });
  if (data === undefined)
    throw new UsageError(
      error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  const { key, ...made } = await withDesk(options, io, (desk) =>
    desk.create(
      {
        ...{ label: data.label, role: data.role, allowedAddresses: data.allowedAddresses },
        expiresAt: data.expiresAt === undefined ? undefined : Date.parse(data.expiresAt),
      },
      null,
      noteOf('api-keys.create'),
    ),
  );
  if (!isForPeople(options, io)) {
    io.out(`${JSON.stringify({ ...made, key })}\n`);
    return EXIT.done;
  }
  io.err(
    `${factLines([
      ['id', made.id],
      ['role', made.role],
      ['label', made.label],
    ]).join('\n')}\n`,
  );
  io.err('The key, shown this once (header X-Api-Key):\n');
  io.out(`${key}\n`);
  return EXIT.done;
}

/** `dlms api-keys list`: prints all keys, never the keys themselves. @returns 0 */
export async function listApiKeys(options: ApiKeysOptions, io: Io): Promise<number> {
  const keys = await withDesk(options, io, (desk) => desk.list());
  if (!isForPeople(options, io)) for (const key of keys) io.out(`${JSON.stringify(key)}\n`);
  else if (keys.length === 0) io.out('there is no key\n');
  else {
    const rows = keys.map((key) => cellsOf(key, io.now()));
    io.out(`${tableLines(COLUMNS, rows, io.columns).join('\n')}\n`);
  }
  return EXIT.done;
}

/** `dlms api-keys revoke`: makes a key void. @returns 0 */
export async function revokeApiKey(id: string, options: ApiKeysOptions, io: Io): Promise<number> {
  const revoked = await withDesk(options, io, (desk) => desk.revoke(id, noteOf('api-keys.revoke')));
  if (isForPeople(options, io)) io.out(`${revoked.label} (${id}) is revoked\n`);
  else io.out(`${JSON.stringify(revoked)}\n`);
  return EXIT.done;
}

async function withDesk<T>(
  { databaseUrl }: ApiKeysOptions,
  { env, now }: Io,
  work: (desk: ApiKeysDesk) => Promise<T>,
): Promise<T> {
  const url = databaseUrl ?? env.DATABASE_URL;
  if (url === undefined || url === '')
    throw new UsageError('give --database-url, or DATABASE_URL in the environment');
  // Only here: the framework of the API takes its time to load.
  const { AdminError, ApiKeysDesk: Desk } = await import('@dlms-telemetry/admin');
  try {
    const store = await openPostgresStore({
      ...{ url, applicationName: 'dlms api-keys', patienceMs: PATIENCE_MS },
    });
    try {
      return await work(new Desk(store.apiKeys, now));
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError || error instanceof AdminError)
      throw new CommandError(`${error.message} (${error.code})`);
    throw error;
  }
}

function noteOf(action: string): KeyNote {
  return (object, detail) => ({
    ...{ keyId: null, keyLabel: 'command line', action, object, address: null },
    ...{ outcome: 'done', code: null, detail },
  });
}

function cellsOf(key: ListedApiKey, now: number): string[] {
  const { id, role, label, lastUsedAt = '', lastUsedFrom = '', allowedAddresses } = key;
  return [id, role, label, stateOf(key, now), lastUsedAt, lastUsedFrom, allowedAddresses.join(' ')];
}

function stateOf({ revokedAt, expiresAt }: ListedApiKey, now: number): string {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt === undefined) return 'valid';
  return Date.parse(expiresAt) <= now ? 'expired' : `valid until ${expiresAt}`;
}

function isForPeople({ json }: ApiKeysOptions, { isTerminal }: Io): boolean {
  return isTerminal && json !== true;
}
