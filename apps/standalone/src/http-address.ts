import type { EndpointAddress } from '@dlms-telemetry/observe';

const HIGHEST_PORT = 65_535;
const FORM = /^(?:(.+):)?(\d{1,5})$/;

/** What `PORT` or `HOST:PORT` (`[::1]:9090` too) asks for; undefined when it is neither. */
export function httpAddress(text: string): EndpointAddress | undefined {
  const [, host, digits] = FORM.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > HIGHEST_PORT) return undefined;
  return host === undefined ? { port } : { port, host: host.replace(/^\[(.*)\]$/, '$1') };
}
