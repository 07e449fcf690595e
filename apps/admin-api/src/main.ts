/**
 * The process `admin-api`: the REST API over users, API keys, the audit log and the open connections of gateways. It
 * holds nothing; replicas stand behind a load balancer.
 */
import '@dlms-telemetry/observe/start';
import { Admin, RabbitGateways } from '@dlms-telemetry/admin';
import { InMemoryRateLimiter, RedisRateLimiter, RegistryHints } from '@dlms-telemetry/cache';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { clock, openCache, openStore, runProcess } from '@dlms-telemetry/process';
import { loadGivenKeyRing, UsersDesk } from '@dlms-telemetry/registry';

/** Where the environment names no other. */
const DEFAULT_PORT = 8080;

await runProcess(
  {
    name: 'admin-api',
    about: 'Serves the REST API: users, API keys, the audit log, open connections.',
    services: ['AMQP_URL', 'DATABASE_URL', 'REDIS_URL'],
    servesHttp: true,
  },
  async (context) => {
    const { configuration, deployment, ports, parts, needs, untilThere, follow } = context;
    const { serviceId } = configuration;
    let { receptors } = configuration;
    follow((next) => {
      ({ receptors } = next.configuration);
      return [];
    });
    const encryption = await loadGivenKeyRing({
      text: deployment.KEY_ENCRYPTION_KEYS?.reveal(),
      file: deployment.KEY_ENCRYPTION_KEYS_FILE,
    });
    const store = parts.closing(
      await untilThere('Postgres', () => openStore('admin-api', deployment)),
      (opened) => opened.close(),
    );
    needs('Postgres', () => untilKnown(store.users.version()));
    const redis = parts.closing(await openCache('admin-api', context), (opened) => opened.close());
    needs('Redis', () => untilKnown(redis.ping()));
    const gateways = parts.add(new RabbitGateways(deployment.AMQP_URL.reveal()));
    needs('RabbitMQ', async () => (await gateways.reachable()) || 'not connected');

    const hints = new RegistryHints(redis);
    const desk = new UsersDesk({
      ...{ users: store.users, encryption, now: clock.now },
      get receptors() {
        return receptors;
      },
      keyReaders: {
        publicKey: readPublicKey,
        privateKey: readPrivateKey,
        certificate: readCertificate,
      },
      changed: async () => {
        await hints.give(await store.users.version());
      },
    });
    const admin = parts.add(
      new Admin(
        {
          port: deployment.HTTP_PORT ?? DEFAULT_PORT,
          serviceId,
          trustedProxies: deployment.TRUSTED_PROXIES ?? [],
          devices: () => receptors.map(({ name }) => name),
        },
        {
          ...{ desk, store, gateways, observation: ports },
          limiter: new RedisRateLimiter(redis, new InMemoryRateLimiter(clock.now)),
        },
      ),
    );
    await admin.start();
  },
);

/** Only the kind of a failure: whoever asks for health may be anybody. */
async function untilKnown(answer: Promise<unknown>): Promise<true | string> {
  return await answer.then(
    () => true as const,
    () => 'not reachable',
  );
}
