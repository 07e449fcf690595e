import { BlockList, isIPv6 } from 'node:net';
import type { ApiKeyRole, ApiKeysRepository, StoredApiKey } from '@dlms-telemetry/store';
import { AdminError, type AdminErrorCode } from '../errors.js';
import type { AdminEvents } from '../events.js';
import { idOfKey, isKey } from './api-key.js';
import type { Caller } from './caller.js';
import { mayActAs } from './roles.js';

/** How often something may be done. As `RateLimit` of libs/cache. */
export interface Limit {
  readonly subject: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** Bounds how often things are done; never rejects. As `RateLimiter` of libs/cache. */
export interface RateLimiter {
  take(
    limits: readonly Limit[],
    cost?: number,
  ): Promise<{ readonly allowed: boolean; readonly retryAfterMs: number }>;
}

/** How often a key and an address may ask. */
export interface AccessOptions {
  /** `ServiceId`: a request names the service it means. */
  readonly serviceId: string;
  /** Requests of one key a minute. Default 1,200. */
  readonly requestsAMinute?: number;
  /** Keys that are none, from one address a minute. Default 10. */
  readonly failuresAMinute?: number;
}

/** What access is judged with. */
export interface AccessPorts {
  readonly apiKeys: Pick<ApiKeysRepository, 'find' | 'used'>;
  readonly limiter: RateLimiter;
  readonly events: AdminEvents;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Compares octets of the same length in constant time; left out: node's. */
  readonly equal?: (a: Uint8Array, b: Uint8Array) => boolean;
}

/** What a request shows of who sends it. */
export interface Credentials {
  readonly key: string | undefined;
  readonly serviceId: string | undefined;
  readonly address: string;
}

const MINUTE_MS = 60_000;
const REQUESTS_A_MINUTE = 1_200;
const FAILURES_A_MINUTE = 10;

/** Decides who may do what. */
export class Access {
  readonly #options: AccessOptions;
  readonly #ports: AccessPorts;
  /** When the use of a key was last noted, by its id. */
  readonly #noted = new Map<string, number>();
  readonly #noting = new Set<Promise<void>>();

  constructor(options: AccessOptions, ports: AccessPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /**
   * Who asks.
   *
   * @throws {AdminError} `access.no-key`, `access.bad-key`, `access.expired`, `access.revoked`, `access.too-often`
   */
  async authenticate({ key, address }: Credentials): Promise<Caller> {
    const { failuresAMinute = FAILURES_A_MINUTE } = this.#options;
    const failures = limit(`failure:${address}`, failuresAMinute);
    // Asked without a turn taken: who fails too often is not even looked up.
    await this.#take([failures], 0);
    if (key === undefined) throw new AdminError('access.no-key', 'the header X-Api-Key is missing');
    const found = await this.#find(key);
    const refusal = found === undefined ? BAD_KEY : this.#voidness(found);
    if (found === undefined || refusal !== undefined) {
      await this.#ports.limiter.take([failures]);
      throw new AdminError(...(refusal ?? BAD_KEY));
    }
    const { requestsAMinute = REQUESTS_A_MINUTE } = this.#options;
    await this.#take([limit(`key:${found.id}`, requestsAMinute)], 1);
    if (!isAllowedFrom(address, found.allowedAddresses)) {
      const caller = callerOf(found, address);
      throw new RefusedCaller(caller, 'access.address', `the key may not come from ${address}`);
    }
    this.#note(found.id, address);
    return callerOf(found, address);
  }

  /**
   * Whether a caller may do what a role may, in the service that it names.
   *
   * @throws {RefusedCaller} `access.service-id`, `access.role`
   */
  authorise(caller: Caller, role: ApiKeyRole, serviceId: string | undefined): void {
    if (serviceId === undefined)
      throw new RefusedCaller(caller, 'access.service-id', 'the header X-Service-Id is missing');
    if (serviceId !== this.#options.serviceId)
      throw new RefusedCaller(caller, 'access.service-id', 'X-Service-Id names another service');
    if (!mayActAs(caller.role, role))
      throw new RefusedCaller(
        caller,
        'access.role',
        `the key has the role ${caller.role}: it takes the role ${role}`,
      );
  }

  /** Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.#noting);
  }

  async #find(key: string): Promise<StoredApiKey | undefined> {
    const id = idOfKey(key);
    const kept = id === undefined ? undefined : await this.#ports.apiKeys.find(id);
    return isKey(key, kept?.hash, this.#ports.equal) ? kept : undefined;
  }

  #voidness({ expiresAt, revokedAt }: StoredApiKey): Refusal | undefined {
    if (revokedAt !== null) return ['access.revoked', 'the key was revoked'];
    const isOver = expiresAt !== null && expiresAt.getTime() <= this.#ports.now();
    return isOver ? ['access.expired', 'the key is past its time'] : undefined;
  }

  async #take(limits: readonly Limit[], cost: number): Promise<void> {
    const { allowed, retryAfterMs } = await this.#ports.limiter.take(limits, cost);
    if (!allowed)
      throw new AdminError('access.too-often', 'more requests than one may make', { retryAfterMs });
  }

  /** At most once a minute a key; nobody waits for it. */
  #note(keyId: string, address: string): void {
    const { now, apiKeys, events } = this.#ports;
    const at = now();
    if (at - (this.#noted.get(keyId) ?? -Infinity) < MINUTE_MS) return;
    this.#noted.set(keyId, at);
    const noting = apiKeys
      .used(keyId, at, address)
      .catch((error: unknown) => {
        events.useNotNoted({ keyId, error });
      })
      .finally(() => this.#noting.delete(noting));
    this.#noting.add(noting);
  }
}

/** A caller who is known, and may not do what was asked. */
export class RefusedCaller extends AdminError {
  readonly caller: Caller;

  constructor(caller: Caller, code: AdminErrorCode, message: string) {
    super(code, message);
    this.caller = caller;
  }
}

type Refusal = readonly [code: AdminErrorCode, message: string];

const BAD_KEY: Refusal = ['access.bad-key', 'the key in X-Api-Key is none'];

function limit(subject: string, most: number): Limit {
  return { subject, limit: most, windowMs: MINUTE_MS };
}

function callerOf({ id, label, role }: StoredApiKey, address: string): Caller {
  return { keyId: id, label, role, address };
}

function isAllowedFrom(address: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const list = new BlockList();
  for (const entry of allowed) {
    const [network = '', bits] = entry.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
