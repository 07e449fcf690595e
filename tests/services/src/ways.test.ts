import { describe, expect, it } from 'vitest';
import { GivenService } from './given.js';
import type { Machine } from './machine.js';
import type { ServiceKind } from './service.js';
import { howToGet, Ways } from './ways.js';

/** A machine with some programs; services on it do nothing. */
function machine(programs: readonly ServiceKind[], more: Partial<Machine> = {}): Machine {
  const installed = new Set(programs);
  return {
    fromPrograms: (kind) =>
      installed.has(kind) ? new GivenService(kind, { url: `program:${kind}` }) : undefined,
    mayInstall: () => false,
    install: (kinds) => {
      for (const kind of kinds) installed.add(kind);
      return Promise.resolve();
    },
    dockerAnswers: () => Promise.resolve(false),
    ...more,
  };
}

describe('the ways to a service', () => {
  it('take the one that was given, but not for a test that ends it', async () => {
    const environment = { TEST_REDIS_URL: 'redis://given:1' };
    const ways = new Ways('/folder', machine(['redis']), environment);
    const shared = await ways.open('redis', 'shared', false);
    expect(await shared.start()).toEqual({ url: 'redis://given:1' });
    await expect(shared.kill()).rejects.toThrow('not ours to end');
    const own = await ways.open('redis', 'mine', true);
    expect(await own.start()).toEqual({ url: 'program:redis' });
  });

  it('find the management of a given broker where RabbitMQ puts it, or where it is said to be', async () => {
    const url = 'amqp://me:secret@broker:5672';
    const open = (environment: Record<string, string>) =>
      new Ways('/folder', machine([]), environment).open('rabbitmq', 'shared', false);
    expect(await (await open({ TEST_AMQP_URL: url })).start()).toEqual({
      url,
      managementUrl: 'http://me:secret@broker:15672',
    });
    const managementUrl = 'https://me:secret@pages';
    const named = await open({ TEST_AMQP_URL: url, TEST_AMQP_MANAGEMENT_URL: managementUrl });
    expect(await named.start()).toEqual({ url, managementUrl });
  });

  it('install once what is missing, where that may be done', async () => {
    const installs: (readonly ServiceKind[])[] = [];
    const able: Machine = machine(['postgres'], {
      mayInstall: () => true,
      install: async (kinds) => {
        installs.push(kinds);
        await other.install(kinds);
      },
      fromPrograms: (kind, folder) => other.fromPrograms(kind, folder),
    });
    const other = machine(['postgres']);
    const ways = new Ways('/folder', able, {});
    const kinds: ServiceKind[] = ['rabbitmq', 'postgres', 'redis'];
    await Promise.all(kinds.map((kind) => ways.open(kind, 'shared', false)));
    expect(installs).toEqual([['rabbitmq', 'redis']]);
  });

  it('go to Docker when nothing can be installed', async () => {
    const failing = machine([], {
      mayInstall: () => true,
      install: () => Promise.reject(new Error('no network')),
      dockerAnswers: () => Promise.resolve(true),
    });
    const service = await new Ways('/folder', failing, {}).open('redis', 'shared', false);
    expect(service.constructor.name).toBe('ComposedService');
  });

  it('say what helps when none is open', async () => {
    const ways = new Ways('/folder', machine([]), {});
    await expect(ways.open('redis', 'shared', false)).rejects.toMatchObject({ kind: 'redis' });
    expect(howToGet(['rabbitmq', 'redis'])).toMatchInlineSnapshot(`
      "Not found on this machine: RabbitMQ, Redis. One of these helps:
        install them           apt-get install -y rabbitmq-server redis-server (as root on Debian this is done by itself)
        start a Docker engine  with docker compose
        name running ones      TEST_AMQP_URL=... TEST_REDIS_URL=..."
    `);
  });
});
