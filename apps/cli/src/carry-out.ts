import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogDesk, DeadLetterDesk, throughBacklog } from '@dlms-telemetry/backlog';
import {
  carryOut as carryOutWith,
  failureOf,
  type Answers,
  type Command,
  type ControlDesks,
  type Requests,
} from '@dlms-telemetry/control';
import type { Configuration } from '@dlms-telemetry/options';
import { metersOfSerial } from '@dlms-telemetry/registry';
import {
  StoreError,
  openEmbeddedStore,
  openPostgresStore,
  type Store,
} from '@dlms-telemetry/store';
import { ask, connectToRunning } from './control-client.js';
import { readConfiguration } from './decode-with-configuration.js';
import { CommandError, RefusedRequest, UsageError } from './errors.js';
import type { Io } from './io.js';
import { openUsersDesk } from './users-desk.js';

/** Where a request is carried out. */
export interface DataOptions {
  /** Data folder. Left out: `./data`, unless a database is given. */
  readonly data?: string | undefined;
  /** The Postgres of a fleet, or of a `standalone`, in place of the data folder's database. */
  readonly databaseUrl?: string | undefined;
  /** Configuration file, for what a running process would know: read only where none is asked. */
  readonly config?: string | undefined;
}

const DATA_FOLDER = './data';
/** A database that cannot be reached is not waited for: somebody sits there. */
const PATIENCE_MS = 3_000;

/**
 * Has a request carried out by the process that runs on the data folder, or here when none does, or on a Postgres
 * beside the processes that use it.
 *
 * @throws {RefusedRequest} when it is refused
 * @throws {UsageError} when there is no such folder
 */
export async function* carryOut<C extends Command>(
  request: Requests[C] & { readonly command: C },
  options: DataOptions,
  io: Io,
): AsyncGenerator<Answers[C]> {
  const { databaseUrl, data = DATA_FOLDER } = options;
  const running = databaseUrl === undefined ? await connectToRunning(data) : undefined;
  if (running !== undefined) {
    yield* ask<C>(running, request);
    return;
  }
  const configuration =
    options.config === undefined ? undefined : await readConfiguration(options.config, io);
  const store = await openStore(options);
  try {
    const desks = desksOf(store, configuration, options, io);
    yield* carryOutWith<C>(request, desks, new AbortController().signal);
  } catch (error) {
    if (error instanceof UsageError || error instanceof CommandError) throw error;
    if (error instanceof Error && 'code' in error) throw new RefusedRequest(failureOf(error));
    throw error;
  } finally {
    await store.close();
  }
}

function desksOf(
  store: Store,
  configuration: Configuration | undefined,
  { data, databaseUrl }: DataOptions,
  io: Io,
): ControlDesks {
  const { users, deadLetters, backlog } = store;
  const receptors = configuration?.receptors;
  const paces = (receptors ?? []).map(
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
    deadLetters: new DeadLetterDesk({
      way: throughBacklog(backlog),
      deadLetters,
      receptors: receptors && new Set(receptors.map(({ name }) => name)),
    }),
    backlog: new BacklogDesk({ backlog, paces: new Map(paces) }),
    users: openUsersDesk(
      databaseUrl === undefined
        ? { users, receptors, ownFolder: data ?? DATA_FOLDER }
        : { users, receptors, folder: data },
      io,
    ),
    metersOf: (serial) => metersOfSerial(serial, { configuration, users }),
  };
}

async function openStore({ data = DATA_FOLDER, databaseUrl: url }: DataOptions): Promise<Store> {
  // Opening would make it: a mistyped name is to be told instead.
  if (url === undefined && !(await isThere(join(data, 'database'))))
    throw new UsageError(`${data}: there is no data folder`);
  if (url !== undefined && !isPostgresUrl(url))
    throw new UsageError('--database-url: a URL is expected, postgres://user@host:port/database');
  try {
    return url === undefined
      ? await openEmbeddedStore(data)
      : await openPostgresStore({ url, applicationName: 'dlms', patienceMs: PATIENCE_MS });
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
