import { liveQueue, historicQueue, type AmqpBus } from '@dlms-telemetry/bus';
import { RedisConnection, RedisWaitingFrames } from '@dlms-telemetry/cache';
import { createEvents, type EventPorts } from '@dlms-telemetry/observe';
import type { Configuration, DeploymentWith } from '@dlms-telemetry/options';
import { clock } from './clock.js';
import { cacheEvents } from './events.js';
import { receptorNames, type Follow } from './follow-configuration.js';

/** What the cache of a process is made of. */
export interface CacheSources {
  readonly configuration: Configuration;
  readonly deployment: DeploymentWith<'REDIS_URL'>;
  readonly ports: EventPorts;
}

/**
 * The connection of a process to Redis, tried for ever. Keys stand under the name of the service.
 *
 * @param name shown in the list of clients
 */
export async function openCache(
  name: string,
  { configuration, deployment, ports }: CacheSources,
): Promise<RedisConnection> {
  const events = createEvents('cache', cacheEvents, ports);
  const redis = new RedisConnection(
    { url: deployment.REDIS_URL.reveal(), serviceId: configuration.serviceId, name },
    {
      connected: () => {
        events.connected({});
      },
      disconnected: (event) => {
        events.disconnected(event);
      },
    },
  );
  await redis.start();
  return redis;
}

/** What counting waiting frames works with. */
export interface WaitingFramesSources extends Pick<CacheSources, 'configuration' | 'ports'> {
  readonly follow: Follow;
  readonly redis: RedisConnection;
  readonly bus: AmqpBus;
}

/** Counts the waiting frames of all receptors, of live queues or of historic ones, over all processes. */
export async function countWaitingFrames(
  kind: 'live' | 'historic',
  { configuration, redis, bus, ports, follow }: WaitingFramesSources,
): Promise<RedisWaitingFrames> {
  const queueOf = kind === 'live' ? liveQueue : historicQueue;
  const waiting = new RedisWaitingFrames(
    {
      ...{ redis, clock },
      depthOf: (receptor) => bus.depth(queueOf(receptor)),
      events: createEvents('cache', cacheEvents, ports),
    },
    { kind, receptors: receptorNames(configuration) },
  );
  await waiting.start();
  follow((next) => {
    waiting.watch(receptorNames(next.configuration));
    return [];
  });
  return waiting;
}
