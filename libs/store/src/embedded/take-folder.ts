import { mkdir } from 'node:fs/promises';
import { StoreError } from '../errors.js';
import { FolderLock } from './folder-lock.js';

/**
 * Takes a data folder for this process, and makes it where it is missing.
 *
 * @throws {StoreError} `store.locked` or `store.data-folder`
 */
export async function takeFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true });
    return await FolderLock.take(folder);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('store.data-folder', `the data folder cannot be used: ${reason}`, error);
  }
}
