import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Puts the names in a folder on disk. Windows does so by itself and cannot open folders. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
