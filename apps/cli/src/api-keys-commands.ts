import { Option, type Command } from 'commander';
import {
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKeysOptions,
  type CreateKeyOptions,
} from './commands/api-keys.js';
import { EXIT_CODES } from './exit-codes.js';
import type { Io } from './io.js';

/** As libs/admin has them, which is loaded only when a command runs. */
const ROLES = ['viewer', 'operator', 'configurator', 'administrator'];

const HELP = `
Keys of the REST API (admin-api). The first one is made here; later ones an administrator can make over HTTP as well.
A key is shown when it is made and never again: only its hash is kept. Each role may what those before it may: viewer
looks, operator reruns and reads, configurator changes users, administrator makes keys and reads the audit log.

Output, when not to a terminal or with --json: create {"id","label","role",...,"key"}, list a line a key, revoke the key.

Examples:
  dlms api-keys create --role administrator --label "First key" --database-url postgres://dlms@db/dlms
  dlms api-keys create --role configurator --label Billing --allow 10.0.0.0/8 --expires 2027-01-01T00:00:00Z
  dlms api-keys list
  dlms api-keys revoke 0123456789abcdef
${EXIT_CODES}`;

/** `dlms api-keys` */
export function addApiKeys(program: Command, io: Io, end: (exitCode: number) => void): void {
  const keys = program
    .command('api-keys')
    .summary('make, list and revoke keys of the REST API')
    .description('Looks after the keys of the REST API, in the database of the deployment.')
    .addHelpText('after', HELP);
  const onDatabase = (command: Command): Command =>
    command
      .option('--database-url <URL>', 'PostgreSQL; left out: DATABASE_URL of the environment')
      .option('--json', 'JSON on a terminal too')
      .addHelpText('after', HELP);
  onDatabase(keys.command('create'))
    .summary('make a key')
    .description('Makes a key and prints it, this once.')
    .addOption(new Option('--role <ROLE>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--label <TEXT>', 'for people: who uses it', 'made on the command line')
    .option('--expires <TIME>', 'when it expires, ISO 8601; left out: never')
    .option('--allow <ADDRESS...>', 'addresses and ranges it may come from; left out: any')
    .action(async (options: CreateKeyOptions) => {
      end(await createApiKey(options, io));
    });
  onDatabase(keys.command('list'))
    .summary('list keys')
    .description('Lists all keys, never the keys themselves.')
    .action(async (options: ApiKeysOptions) => {
      end(await listApiKeys(options, io));
    });
  onDatabase(keys.command('revoke').argument('<ID>', 'of the key'))
    .summary('make a key void')
    .description('Makes a key void, from the next request on.')
    .action(async (id: string, options: ApiKeysOptions) => {
      end(await revokeApiKey(id, options, io));
    });
}
