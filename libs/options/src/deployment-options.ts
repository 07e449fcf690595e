import { z } from 'zod';
import { addresses, hiddenText, option, whole } from './option.js';
import type { Problem } from './problem.js';
import { allowedOf, factsOf, optionNames } from './schema.js';
import { ConfigurationError } from './problem.js';
import type { Secret } from './secret.js';

const HIGHEST_PORT = 65_535;
const LONGEST_RETENTION_DAYS = 36_500;

/** The address of a service, with the credentials for it. */
function serviceUrl(...schemes: readonly string[]) {
  const url = z.string().refine((text) => {
    return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
  });
  return url.pipe(hiddenText());
}

function flag() {
  return z
    .enum(['on', 'off', 'true', 'false', '1', '0'])
    .transform((word) => word === 'on' || word === 'true' || word === '1');
}

/** What a process of the pipeline takes from its environment: where its services are, and what holds for it alone. */
export const deploymentOptions = z.object({
  AMQP_URL: option(serviceUrl('amqp', 'amqps').optional(), {
    description: 'RabbitMQ: where frames and readings go from process to process.',
    example: 'amqps://dlms:PASSWORD@rabbitmq:5671/dlms',
    allowed: 'a URL that begins with amqp:// or amqps://',
    secret: true,
  }),
  DATABASE_URL: option(serviceUrl('postgres', 'postgresql').optional(), {
    description:
      'PostgreSQL: backlog, dead letters, readings, users. The gateway has a role of its own there that may only add to the backlog.',
    example: 'postgres://dlms:PASSWORD@postgres:5432/dlms',
    allowed: 'a URL that begins with postgres:// or postgresql://',
    secret: true,
  }),
  REDIS_URL: option(serviceUrl('redis', 'rediss').optional(), {
    description: 'Redis: how many frames wait, accepted counters, which addresses are registered.',
    example: 'rediss://:PASSWORD@redis:6379/0',
    allowed: 'a URL that begins with redis:// or rediss://',
    secret: true,
  }),
  HTTP_PORT: option(z.coerce.number().pipe(whole(0, HIGHEST_PORT)).optional(), {
    description:
      'Port of /metrics, /health/live and /health/ready, and of the API for admin-api; 0 takes a free one, left out there is none.',
    example: 8080,
    allowed: `a whole number from 0 to ${HIGHEST_PORT}`,
  }),
  KEY_ENCRYPTION_KEYS: option(hiddenText().optional(), {
    description:
      'Keys under which the keys of registered meters are sealed, the first one seals. Not for the gateway and the recorder: they have no use for it.',
    example: '2026=HEX,2025=HEX',
    allowed: 'id=HEX, separated by commas, each key of 64 hexadecimal digits',
    secret: true,
  }),
  KEY_ENCRYPTION_KEYS_FILE: option(z.string().optional(), {
    description: 'A file that holds what KEY_ENCRYPTION_KEYS would.',
    example: '/run/secrets/key-encryption-keys',
    allowed: 'a path',
  }),
  RECORDER: option(flag().default(true), {
    description:
      'Whether decoders hand readings to the recorder too; `off` where no recorder runs, or its queue fills.',
    example: 'off',
    allowed: 'on or off',
  }),
  RETENTION_DAYS: option(z.coerce.number().pipe(whole(1, LONGEST_RETENTION_DAYS)).default(1_095), {
    description:
      'How many days of readings the recorder keeps, by the day on which their frames came; older days are removed whole, and what comes for them is counted and not stored.',
    example: 400,
    allowed: `a whole number from 1 to ${LONGEST_RETENTION_DAYS}`,
  }),
  SERVICE_ID: option(z.string().optional(), {
    description:
      'Name of the deployed driver where the configuration file has no ServiceId; also in front of the keys in Redis.',
    example: 'dlms-north',
    allowed: 'a text',
  }),
  SHARED_PORTS: option(flag().default(false), {
    description:
      'Lets several gateways on one machine listen on the same ports: the kernel deals connections out among them. Not needed where each has an address of its own, as in a container.',
    example: 'on',
    allowed: 'on or off',
  }),
  TRUSTED_PROXIES: option(addresses().optional(), {
    description:
      'Proxies in front of admin-api whose X-Forwarded-For is believed: what API keys may come from, rate limits and the audit log go by the address it names. Left out: nobody is believed.',
    example: '10.0.0.0/8',
    allowed: 'IP addresses and ranges, separated by commas',
  }),
  WORK_FOLDER: option(z.string().optional(), {
    description:
      'Folder in which a decoder notes which frame is in work, for the process that comes after one that dies of it; it must outlive the process, and not be shared between machines or containers. Left out: among the temporary files.',
    example: '/var/lib/dlms-telemetry/in-work',
    allowed: 'a path',
  }),
  LOG_LEVEL: option(z.enum(['debug', 'info', 'warn', 'error']).default('info'), {
    description: 'What the log tells, from this level on.',
    example: 'warn',
  }),
});

/** The options of a deployment as a process has them. */
export type DeploymentOptions = z.output<typeof deploymentOptions>;

/** Services that a process may need. */
export type ServiceOption = 'AMQP_URL' | 'DATABASE_URL' | 'REDIS_URL';

/** Options with the services that were asked for. */
export type DeploymentWith<S extends ServiceOption> = DeploymentOptions &
  Readonly<Record<S, Secret<string>>>;

/**
 * Reads the options of a deployment. An empty variable is as good as none; what else stands in the environment is
 * others' business.
 *
 * @param env the environment
 * @param services those without which the process cannot be
 * @throws {ConfigurationError} with every problem at once
 */
export function readDeployment<const S extends ServiceOption = never>(
  env: Readonly<Record<string, string | undefined>>,
  services: readonly S[] = [],
): DeploymentWith<S> {
  const known = Object.keys(deploymentOptions.shape) as (keyof DeploymentOptions)[];
  const given = Object.fromEntries(
    known.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const problems: Problem[] = services
    .filter((name) => given[name] === undefined)
    .map((name) => problemOf(name, `is missing: ${allowedOf(deploymentOptions.shape[name])}`));
  const { success, data, error } = deploymentOptions.safeParse(given);
  const wrong = new Set(error?.issues.map(({ path }) => String(path[0])));
  for (const name of known)
    if (wrong.has(name)) problems.push(problemOf(name, refusalOf(name, given[name])));
  if (!success || problems.length > 0) throw new ConfigurationError(problems);
  return data as DeploymentWith<S>;
}

/** Names of the options that hold a secret. */
export const secretDeploymentOptions: readonly string[] = optionNames(deploymentOptions).filter(
  (name) => factsOf(deploymentOptions.shape[name as keyof DeploymentOptions]).secret === true,
);

function refusalOf(name: keyof DeploymentOptions, value: string | undefined): string {
  const schema = deploymentOptions.shape[name];
  const shown = factsOf(schema).secret === true ? '(not shown)' : JSON.stringify(value);
  return `${shown} is not allowed: ${allowedOf(schema)}`;
}

function problemOf(option: string, message: string): Problem {
  return { section: 'environment', option, message };
}
