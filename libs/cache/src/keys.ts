/**
 * Every key and channel in Redis, of one service: docs/redis.md tells who owns each and how long it lives. Names are
 * made here and nowhere else, and none is ever looked for by a pattern.
 *
 * @param serviceId `SERVICE_ID`: services that share a Redis do not meet
 */
export function redisKeys(serviceId: string): RedisKeys {
  // In braces: in a cluster the part that decides where a key lies.
  const prefix = `dlms:{${serviceId}}:`;
  return {
    waitingFrames: (kind) => `${prefix}waiting:${kind}`,
    waitingFramesLook: (kind) => `${prefix}waiting:${kind}:look`,
    counterWindow: (scope) => `${prefix}counters:${scope}`,
    addresses: `${prefix}addresses`,
    rate: (subject) => `${prefix}rate:${subject}`,
    registryHints: `${prefix}hints:registry`,
  };
}

/** As `redisKeys` makes them. */
export interface RedisKeys {
  readonly waitingFrames: (kind: string) => string;
  readonly waitingFramesLook: (kind: string) => string;
  readonly counterWindow: (scope: string) => string;
  readonly addresses: string;
  readonly rate: (subject: string) => string;
  readonly registryHints: string;
}
