import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogDesk, DeadLetterDesk } from '@dlms-telemetry/backlog';
import { InProcessBus } from '@dlms-telemetry/bus';
import {
  carryOut as carryOutWith,
  failureOf,
  type Answers,
  type Command,
  type ControlDesks,
  type Requests,
} from '@dlms-telemetry/control';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import type { Configuration } from '@dlms-telemetry/options';
import { UsersDesk, loadKeyRing, metersOfSerial } from '@dlms-telemetry/registry';
import {
  StoreError,
  openEmbeddedStore,
  openSolePostgresStore,
  type SoleStore,
  type Store,
} from '@dlms-telemetry/store';
import { ask, connectToRunning } from './control-client.js';
import { readConfiguration } from './decode-with-configuration.js';
import { CommandError, RefusedRequest, UsageError } from './errors.js';
import type { Io } from './io.js';

/** Where a request is carried out. */
export interface DataOptions {
  /** Data folder. */
  readonly data: string;
  /** The Postgres on which `standalone` works when it runs, in place of the data folder's database. */
  readonly databaseUrl?: string | undefined;
  /** Configuration file, for what a running process would know: read only where none runs. */
  readonly config?: string | undefined;
}

/**
 * Has a request carried out by the process that runs on the data folder, or here when none does, or on a Postgres on
 * which none does.
 *
 * @throws {RefusedRequest} when it is refused
 * @throws {UsageError} when there is no such folder
 */
export async function* carryOut<C extends Command>(
  request: Requests[C] & { readonly command: C },
  options: DataOptions,
  io: Io,
): AsyncGenerator<Answers[C]> {
  const { databaseUrl } = options;
  const running = databaseUrl === undefined ? await connectToRunning(options.data) : undefined;
  if (running !== undefined) {
    yield* ask<C>(running, request);
    return;
  }
  const configuration =
    options.config === undefined ? undefined : await readConfiguration(options.config, io);
  const store = await openStore(options);
  const bus = new InProcessBus({ store: store.queue });
  try {
    await bus.start();
    const desks = desksOf(store, bus, configuration, options, io);
    yield* carryOutWith<C>(request, desks, new AbortController().signal);
  } catch (error) {
    if (error instanceof UsageError || error instanceof CommandError) throw error;
    if (error instanceof Error && 'code' in error) throw new RefusedRequest(failureOf(error));
    throw error;
  } finally {
    await bus.close();
    await store.close();
  }
}

function desksOf(
  store: Store,
  bus: InProcessBus,
  configuration: Configuration | undefined,
  { data }: DataOptions,
  { env, now }: Io,
): ControlDesks {
  const { users, deadLetters, backlog } = store;
  const receptors = configuration?.receptors ?? [];
  const { KEY_ENCRYPTION_KEYS: text, KEY_ENCRYPTION_KEYS_FILE: file } = env;
  const desk = async (): Promise<UsersDesk> => {
    if (configuration === undefined)
      throw new UsageError('no process is asked: give the configuration, --config');
    return new UsersDesk({
      users,
      encryption: await loadKeyRing(data, { text, file }, () => users.anyKey()),
      receptors,
      keyReaders: {
        publicKey: readPublicKey,
        privateKey: readPrivateKey,
        certificate: readCertificate,
      },
      now,
    });
  };
  const paces = receptors.map(
    ({ name, options }) =>
      [
        name,
        {
          handleHistoricRecordInterval: options.HandleHistoricRecordInterval,
          historicRecordBatchingSize: options.HistoricRecordBatchingSize,
        },
      ] as const,
  );
  return {
    deadLetters: new DeadLetterDesk({ bus, deadLetters }),
    backlog: new BacklogDesk({ backlog, paces: new Map(paces) }),
    users: {
      list: async (device) => (await desk()).list(device),
      importUsers: async (device, list) => (await desk()).importUsers(device, list),
    },
    metersOf: (serial) => metersOfSerial(serial, { configuration, users }),
  };
}

async function openStore({ data, databaseUrl: url }: DataOptions): Promise<SoleStore> {
  const folder = (await isThere(data)) ? data : undefined;
  // Opening would make it: a mistyped name is to be told instead.
  if (url === undefined && !(await isThere(join(data, 'database'))))
    throw new UsageError(`${data}: there is no data folder`);
  if (url !== undefined && !isPostgresUrl(url))
    throw new UsageError('--database-url: a URL is expected, postgres://user@host:port/database');
  try {
    return url === undefined
      ? await openEmbeddedStore(data)
      : await openSolePostgresStore({ url, folder, applicationName: 'dlms', patienceMs: 0 });
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(`${error.message} (${error.code})`);
    throw error;
  }
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
