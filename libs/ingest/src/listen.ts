import type { AddressInfo, ListenOptions, Server } from 'node:net';
import { IngestError } from './errors.js';
import type { IngestReceptor } from './ports.js';

const BACKLOG = 1024;
/** Errors that mean: this machine has no IPv6. */
const NO_IPV6: ReadonlySet<string | undefined> = new Set([
  'EAFNOSUPPORT',
  'EADDRNOTAVAIL',
  'EINVAL',
]);

/**
 * Opens a receptor's port: with `Any` that of both IPv6 and IPv4 where the machine has both.
 *
 * @param sharedPorts whether other processes may listen there too (`SO_REUSEPORT`)
 * @throws IngestError `ingest.listen`
 */
export async function listenOnFirst(
  server: Server,
  { name, address, port }: IngestReceptor,
  sharedPorts: boolean,
): Promise<AddressInfo> {
  const hosts = address.toLowerCase() === 'any' ? ['::', '0.0.0.0'] : [address];
  for (const [index, host] of hosts.entries()) {
    try {
      return await listen(server, { host, port, reusePort: sharedPorts });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (NO_IPV6.has(code) && index + 1 < hosts.length) continue;
      const reason = code === 'EADDRINUSE' ? 'another process listens there' : message;
      throw new IngestError(
        'ingest.listen',
        `Receptor ${name} cannot listen on ${host} port ${port}: ${reason}.`,
        { cause: error },
      );
    }
  }
  throw new RangeError('no host to listen on');
}

function listen(server: Server, options: ListenOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...options, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
