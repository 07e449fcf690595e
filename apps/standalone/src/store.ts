import {
  openEmbeddedStore,
  openSolePostgresStore,
  type DiskStatistics,
  type SoleStore,
} from '@dlms-telemetry/store';

/** Where the store is. */
export interface StoreOptions {
  readonly dataFolder: string;
  /** Undefined: in the data folder. */
  readonly databaseUrl: string | undefined;
}

/** An open store, and what it has synced to the disk of this machine since. */
export interface OpenStore {
  readonly store: SoleStore;
  readonly synced: () => Promise<DiskStatistics>;
}

const NOTHING_SYNCED: DiskStatistics = { fileSyncs: 0, folderSyncs: 0 };
/** Somebody may look at the terminal: no longer than it takes a database that starts at the same time. */
const PATIENCE_MS = 15_000;

/** Opens the store of the process: the embedded one, or that on a Postgres. @throws {StoreError} */
export async function openStore({ dataFolder, databaseUrl }: StoreOptions): Promise<OpenStore> {
  if (databaseUrl === undefined) {
    const store = await openEmbeddedStore(dataFolder);
    // One that has stopped by itself tells nothing.
    return { store, synced: () => store.statistics().catch(() => NOTHING_SYNCED) };
  }
  const store = await openSolePostgresStore({
    ...{ url: databaseUrl, folder: dataFolder, applicationName: 'dlms standalone' },
    patienceMs: PATIENCE_MS,
  });
  return { store, synced: () => Promise.resolve(NOTHING_SYNCED) };
}
