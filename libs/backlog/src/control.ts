import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { DeadLetterSelection } from '@dlms-telemetry/store';
import type { DeadLetterEntry, RerunCount } from './dead-letter-desk.js';

/** What is asked of a running process over its control socket: one JSON object on a line, one a connection. */
export interface ControlRequest {
  readonly command: 'dead.list' | 'dead.rerun' | 'dead.discard';
  readonly selection: DeadLetterSelection;
  /** At most so many entries of a list. */
  readonly limit?: number | undefined;
}

/** What it answers, a JSON object a line; the last one is `done` or `error`. */
export type ControlAnswer =
  | { readonly letter: DeadLetterEntry }
  | { readonly done: RerunCount }
  | { readonly error: { readonly code: string; readonly message: string } };

/** Where a process on a data folder is spoken to: a socket in the folder, on Windows a named pipe. */
export function controlPath(folder: string, platform: string = process.platform): string {
  if (platform !== 'win32') return join(folder, 'control.sock');
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\dlms-telemetry-${name}`;
}
