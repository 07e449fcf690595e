import { constants } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyRingError } from './errors.js';
import { KeyRing } from './key-ring.js';

/** Name of the file in the data folder that holds the key-encryption keys where nobody gave any. */
export const KEY_FILE = 'key-encryption-keys';
/** Of the key that is made with the file. */
const FIRST_ID = 'folder-1';
/** Read and write for the owner of the process only. */
const OWNER_ONLY = 0o600;

/** Where key-encryption keys may come from, the first before the second. */
export interface KeySources {
  /** `KEY_ENCRYPTION_KEYS`: the keys themselves. */
  readonly text: string | undefined;
  /** `KEY_ENCRYPTION_KEYS_FILE`: path of a file that holds them. */
  readonly file: string | undefined;
}

/**
 * Loads the key-encryption keys: as the environment says, else from the file in the data folder, which is made with a
 * key of its own where nothing is sealed yet. Who copies the folder then has keys and locks together: given from
 * outside they protect more.
 *
 * @param folder data folder, locked by this process
 * @param anySealed whether there are values that need the keys
 * @throws {KeyRingError} `key-ring.format`, `key-ring.missing`
 */
export async function loadKeyRing(
  folder: string,
  { text, file }: KeySources,
  anySealed: () => Promise<boolean>,
): Promise<KeyRing> {
  const given = await givenKeys({ text, file });
  if (given !== undefined) return KeyRing.parse(given);
  const own = join(folder, KEY_FILE);
  const known = await readFile(own, 'utf8').catch(absent);
  if (known !== undefined) return KeyRing.parse(known);
  if (await anySealed())
    throw new KeyRingError('key-ring.missing', `${own} is missing, and users have sealed keys`);
  return KeyRing.parse(await makeKeys(folder, own));
}

/**
 * Loads the key-encryption keys of a process that has no folder of its own: as the environment says.
 *
 * @throws {KeyRingError} `key-ring.format`; `key-ring.missing` where there are none
 */
export async function loadGivenKeyRing(sources: KeySources): Promise<KeyRing> {
  const given = await givenKeys(sources);
  if (given !== undefined) return KeyRing.parse(given);
  throw new KeyRingError(
    'key-ring.missing',
    'neither KEY_ENCRYPTION_KEYS nor KEY_ENCRYPTION_KEYS_FILE is set',
  );
}

async function givenKeys({ text, file }: KeySources): Promise<string | undefined> {
  if (text !== undefined && text !== '') return text;
  return file === undefined || file === '' ? undefined : await readKeys(file);
}

async function readKeys(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KeyRingError('key-ring.format', `${file} cannot be read`, cause);
  });
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** On disk and whole before anything is sealed under it. The folder is locked: nobody else makes one meanwhile. */
async function makeKeys(folder: string, path: string): Promise<string> {
  const text = `${KeyRing.generate(FIRST_ID)}\n`;
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncFolder(folder);
  return text;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
