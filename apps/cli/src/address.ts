import { UsageError } from './errors.js';

/** A host, by name or address, and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `HOST:PORT`; an IPv6 address stands in brackets, `[::1]:4059`.
 *
 * @throws UsageError
 */
export function readHostPort(text: string): HostPort {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined)
    throw new UsageError(`${text}: give HOST:PORT, for instance 127.0.0.1:4059 or [::1]:4059`);
  if (port < 1 || port > 65_535) throw new UsageError(`${text}: a port is from 1 to 65535`);
  return { host, port };
}

/** The same as it is written. */
export function writeHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
