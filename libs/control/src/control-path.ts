import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Where a process on a data folder is spoken to: a socket in the folder, on Windows a named pipe. */
export function controlPath(folder: string, platform: string = process.platform): string {
  if (platform !== 'win32') return join(folder, 'control.sock');
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\dlms-telemetry-${name}`;
}
