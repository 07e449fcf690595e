import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { inject } from 'vitest';
import { askKeeper } from './keeper-client.js';
import type { CommandResult, ServiceCommand } from './keeper.js';
import { ServiceError, type ServiceAddress, type ServiceKind } from './service.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket of the keeper of services. */
    servicesKeeper: string;
  }
}

/** A part of a shared service that nobody else uses. */
export interface Share {
  /** For the driver: a vhost or a schema is named in it. */
  readonly url: string;
  /** Removes it with all it holds. */
  drop(): Promise<void>;
}

/** A service for one test file alone, to be ended and started again at will. */
export interface OwnService extends ServiceAddress {
  /** Starts it again on the same data and address; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Runs `rabbitmqctl` on it and gives what it prints. */
  control(...parameters: string[]): Promise<string>;
}

/** A new vhost of the shared broker. */
export async function freshVhost(): Promise<Share> {
  const { url, managementUrl = '' } = await sharedService('rabbitmq');
  const name = freshName();
  await manage(managementUrl, 'PUT', `vhosts/${name}`);
  const withVhost = new URL(url);
  withVhost.pathname = name;
  return { url: withVhost.href, drop: () => manage(managementUrl, 'DELETE', `vhosts/${name}`) };
}

/** A new schema of the shared database; the URL makes it the only one on the search path. */
export async function freshSchema(): Promise<Share> {
  const { url } = await sharedService('postgres');
  const name = freshName();
  await query(url, `create schema ${name}`);
  const withSchema = new URL(url);
  withSchema.searchParams.set('options', `-c search_path=${name}`);
  return { url: withSchema.href, drop: () => query(url, `drop schema ${name} cascade`) };
}

/** A new prefix for the keys of the shared Redis. */
export async function freshKeyPrefix(): Promise<Share & { readonly prefix: string }> {
  const { url } = await sharedService('redis');
  const prefix = `${freshName()}:`;
  return { url, prefix, drop: () => removeKeys(url, prefix) };
}

/**
 * A service that no other test file uses. RabbitMQ takes about 7 s to start: one for all tests of a file.
 *
 * @param instance its name; the name of the test file does
 */
export async function ownService(kind: ServiceKind, instance: string): Promise<OwnService> {
  const ask = (command: ServiceCommand, parameters?: string[]): Promise<CommandResult> =>
    askKeeper(inject('servicesKeeper'), kind, instance, command, parameters);
  const run = async (command: ServiceCommand): Promise<void> => {
    await ask(command);
  };
  return {
    ...addressIn(await ask('start')),
    start: () => run('start'),
    stop: () => run('stop'),
    kill: () => run('kill'),
    control: async (...parameters) => (await ask('control', parameters)).output ?? '',
  };
}

async function sharedService(kind: ServiceKind): Promise<ServiceAddress> {
  return addressIn(await askKeeper(inject('servicesKeeper'), kind, 'shared', 'start'));
}

function addressIn({ address }: CommandResult): ServiceAddress {
  if (address === undefined) throw new ServiceError('the keeper gave no address');
  return address;
}

function freshName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

async function manage(managementUrl: string, method: string, path: string): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const { ok, status } = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization: `Basic ${credentials}` },
  });
  if (ok) return;
  throw new ServiceError(`the management API at ${origin} answered ${status} to ${method} ${path}`);
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
      if (Array.isArray(keys) && keys.length > 0) await redis.unlink(keys.map(String));
    }
  } finally {
    redis.disconnect();
  }
}
