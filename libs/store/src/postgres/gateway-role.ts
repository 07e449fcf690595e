import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { scramVerifier } from './scram-verifier.js';
import { sessionSettings, storeErrorOf } from './session.js';

/** The role with which gateways come to the database. */
export interface GatewayRole {
  /** Default `dlms_gateway`. */
  readonly role?: string;
  /** Set where given; the server is told a verifier of it and never the password itself. */
  readonly password?: string;
}

const GATEWAY_ROLE = 'dlms_gateway';

/**
 * Makes the role of gateways where it is missing, and gives it one right in the schema of the URL: to add to the
 * backlog. Whatever else it was granted there is taken back. To be run by a role that may make roles, after the schema
 * was brought up to date; as often as one likes.
 *
 * @throws {StoreError} `store.away` or `store.failed`
 */
export async function grantGatewayRole(
  url: string,
  { role: name = GATEWAY_ROLE, password }: GatewayRole = {},
): Promise<void> {
  const client = new Client(sessionSettings({ url }));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const role = escapeIdentifier(name);
    const schema = await schemaOf(client);
    await client.query('begin');
    // Of two that do so at the same time the second would find the role made in between.
    await client.query(`select pg_advisory_xact_lock(hashtextextended('role of gateways', 0))`);
    const { rows } = await client.query('select from pg_roles where rolname = $1', [name]);
    if (rows.length === 0) await client.query(`create role ${role}`);
    await client.query(`alter role ${role} with ${ATTRIBUTES}`);
    if (password !== undefined)
      await client.query(
        `alter role ${role} with password ${escapeLiteral(scramVerifier(password))}`,
      );
    for (const kind of ['tables', 'sequences', 'functions'])
      await client.query(`revoke all on all ${kind} in schema ${schema} from ${role}`);
    await client.query(`revoke all on schema ${schema} from ${role}`);
    await client.query(`grant usage on schema ${schema} to ${role}`);
    await client.query(`grant insert on ${schema}.backlog to ${role}`);
    await client.query('commit');
  } catch (error) {
    throw storeErrorOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const ATTRIBUTES = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit';

async function schemaOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ schema: string | null }>(
    'select current_schema() as schema',
  );
  return escapeIdentifier(rows[0]?.schema ?? 'public');
}
