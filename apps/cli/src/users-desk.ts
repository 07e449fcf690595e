import { join } from 'node:path';
import type { ControlDesks } from '@dlms-telemetry/control';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import type { Receptor } from '@dlms-telemetry/options';
import {
  KEY_FILE,
  UsersDesk,
  loadGivenKeyRing,
  loadKeyRing,
  type ChangedUser,
  type KeyRing,
  type Note,
} from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { UsageError } from './errors.js';
import type { Io } from './io.js';

/** Whose users they are. */
export interface UsersOf {
  readonly users: Store['users'];
  /** Of the configuration; left out: none was given. */
  readonly receptors: readonly Receptor[] | undefined;
  /** Data folder that this process has for itself: its key-encryption key is made where there is none. */
  readonly ownFolder?: string | undefined;
  /** Data folder of who uses the database, whose key-encryption key is only read. */
  readonly folder?: string | undefined;
}

/**
 * Looks after users where no process is asked. Whoever uses the database must be able to open what is sealed here, so
 * beside a data folder of one's own no key is made for it.
 */
export function openUsersDesk(of: UsersOf, io: Io): ControlDesks['users'] {
  const open = async (): Promise<UsersDesk> => {
    const { users, receptors } = of;
    if (receptors === undefined)
      throw new UsageError('no process is asked: give the configuration, --config');
    return new UsersDesk({
      ...{ users, receptors, encryption: await keysOf(of, io), now: io.now },
      keyReaders: {
        publicKey: readPublicKey,
        privateKey: readPrivateKey,
        certificate: readCertificate,
      },
    });
  };
  return {
    list: async (device) => (await open()).list(device),
    importUsers: async (device, list) => {
      const desk = await open();
      if (of.ownFolder !== undefined) return await desk.importUsers(device, list);
      const { added, updated, unchanged, warnings } = await desk.take(device, list, noteOf(device));
      return { added, updated, unchanged, warnings };
    },
  };
}

async function keysOf({ users, ownFolder, folder }: UsersOf, { env }: Io): Promise<KeyRing> {
  const { KEY_ENCRYPTION_KEYS: text, KEY_ENCRYPTION_KEYS_FILE: given } = env;
  if (ownFolder !== undefined)
    return await loadKeyRing(ownFolder, { text, file: given }, () => users.anyKey());
  const isGiven = [text, given].some((value) => value !== undefined && value !== '');
  if (isGiven) return await loadGivenKeyRing({ text, file: given });
  if (folder !== undefined)
    return await loadGivenKeyRing({ text: undefined, file: join(folder, KEY_FILE) });
  throw new UsageError(
    'keys are sealed in the database: set KEY_ENCRYPTION_KEYS or KEY_ENCRYPTION_KEYS_FILE in the environment to what ' +
      'the processes have that use it, or give --data, the data folder of the standalone that does',
  );
}

/** The row of the audit log that is stored with an import. */
function noteOf(device: string): Note {
  return (changed) => ({
    ...{ keyId: null, keyLabel: 'command line', action: 'users.import', object: device },
    ...{ address: null, outcome: 'done', code: null, detail: detailOf(changed) },
  });
}

/** Which users, and the names of fields; never what stands in them. */
function detailOf(changed: readonly ChangedUser[]): Readonly<Record<string, unknown>> {
  return {
    users: changed.map(({ id, ip, systemTitle, change, fields }) => ({
      id,
      ...(ip !== null && { Ip: ip }),
      ...(systemTitle !== null && { SystemTitle: systemTitle }),
      ...{ change, fields },
    })),
  };
}
