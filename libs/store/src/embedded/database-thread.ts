/**
 * The thread in which the embedded Postgres runs: it blocks while it works, so not in the thread of the sockets.
 * Imports nothing of this library but types: from source, Node runs this one file as it stands.
 */
import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { StatementResult } from '../database.js';
import type { ThreadAnswer, ThreadData, ThreadRequest } from './protocol.js';

/** The folder of the database as the Postgres inside sees it. */
const MOUNT_POINT = '/pglite/data';

/** What is used of the file system of Emscripten, the compiler of PGlite. */
interface EmscriptenModule {
  readonly FS: {
    lookupPath(path: string, options: { follow: boolean }): { node: { mount: { type: unknown } } };
    isDir(mode: number): boolean;
  };
  readonly NODEFS: { tryFSOperation<T>(operation: () => T): T };
}

/** What is set of Emscripten's options. */
interface EmscriptenOptions {
  preRun?: Hook | Hook[];
  printErr?: (line: string) => void;
  onAbort?: () => void;
}

type Hook = (module: EmscriptenModule) => void;

interface OpenStream {
  /** File descriptor of Node. */
  readonly nfd?: number;
  readonly node: { readonly mode: number };
}

type Initialised = Awaited<ReturnType<NodeFS['init']>>;

/**
 * PGlite's files on disk with an fsync, which it leaves out: Postgres asks for one at each commit, checkpoint and new
 * file name, and gets it. Leans on internals of the pinned version; a test counts the syncs.
 */
class DurableFiles extends NodeFS {
  fileSyncs = 0;
  folderSyncs = 0;
  #panic = 'the database has given up';

  override async init(...args: Parameters<NodeFS['init']>): Promise<Initialised> {
    const initialised = await super.init(...args);
    const options = initialised.emscriptenOpts as EmscriptenOptions;
    const { preRun = [], printErr } = options;
    const give = (module: EmscriptenModule): void => {
      this.#giveFsync(module);
    };
    options.preRun = [...[preRun].flat(), give];
    options.printErr = (line) => {
      if (line.includes(' PANIC: ')) this.#panic = line;
      printErr?.(line);
    };
    options.onAbort = () => {
      endAfterPanic(this.#panic);
    };
    return initialised;
  }

  #giveFsync({ FS, NODEFS }: EmscriptenModule): void {
    const mounted = FS.lookupPath(MOUNT_POINT, { follow: true }).node.mount.type as {
      stream_ops: { fsync?: (stream: OpenStream) => number };
    };
    mounted.stream_ops.fsync = ({ nfd, node }) => {
      if (nfd === undefined) return 0;
      if (FS.isDir(node.mode)) {
        NODEFS.tryFSOperation(() => {
          fsyncSync(nfd);
        });
        this.folderSyncs++;
      } else {
        NODEFS.tryFSOperation(() => {
          fdatasyncSync(nfd);
        });
        this.fileSyncs++;
      }
      return 0;
    };
  }
}

/** After a panic (disk full in the middle of a commit, a disk error) Postgres would answer nothing any more. */
function endAfterPanic(message: string): void {
  const failed: ThreadAnswer = { type: 'failed', message };
  parentPort?.postMessage(failed);
  process.exit(1);
}

/** A parameter of type bytea as it is: PGlite then sends it in binary instead of as hex text. */
const asItIs = (octets: Uint8Array): string => octets as unknown as string;
const fromHex = (text: string): Uint8Array => Buffer.from(text.slice(2), 'hex');

function open(files: DurableFiles): Promise<PGlite> {
  return PGlite.create({
    fs: files,
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      // Emscripten's fdatasync and O_DSYNC do nothing; its fsync asks the file system above.
      ...['-c', 'wal_sync_method=fsync'],
      ...['-c', 'shared_buffers=16MB'],
      // A crash leaves at most this to be read again, and the folder stays small.
      ...['-c', 'max_wal_size=128MB'],
    ],
    serializers: { [types.BYTEA]: asItIs },
    parsers: { [types.BYTEA]: fromHex },
  });
}

/** Everything below a folder to disk: initdb leaves that to the operating system. */
function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncPath(path);
  }
  if (process.platform !== 'win32') syncPath(folder);
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function initialise(folder: string): Promise<void> {
  const database = await open(new DurableFiles(folder));
  await database.close();
  syncTree(folder);
}

async function run(
  database: PGlite,
  request: Extract<ThreadRequest, { type: 'run' }>,
): Promise<StatementResult[]> {
  const results: StatementResult[] = [];
  const all = async (target: Pick<PGlite, 'query'>): Promise<void> => {
    for (const { sql, parameters } of request.statements) {
      const { rows, affectedRows } = await target.query<Record<string, unknown>>(sql, [
        ...parameters,
      ]);
      results.push({ rows, affectedRows: affectedRows ?? 0 });
    }
  };
  if (request.transaction) await database.transaction(all);
  else await all(database);
  return results;
}

function refusal(number: number, error: unknown): ThreadAnswer {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string'
    ? { type: 'refused', number, message, sqlState: code }
    : { type: 'refused', number, message };
}

async function serve(folder: string, port: NonNullable<typeof parentPort>): Promise<void> {
  const files = new DurableFiles(folder);
  const database = await open(files);
  const answer = (message: ThreadAnswer): void => {
    port.postMessage(message);
  };
  const handle = async (request: ThreadRequest): Promise<ThreadAnswer> => {
    const { number } = request;
    switch (request.type) {
      case 'run':
        return { type: 'results', number, results: await run(database, request) };
      case 'statistics': {
        const { fileSyncs, folderSyncs } = files;
        return { type: 'statistics', number, statistics: { fileSyncs, folderSyncs } };
      }
      case 'close':
        await database.close();
        return { type: 'closed', number };
    }
  };
  // One request after the other, in the order in which they came.
  let line = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    line = line.then(async () => {
      answer(await handle(request).catch((error: unknown) => refusal(request.number, error)));
      if (request.type === 'close') port.close();
    });
  });
  answer({ type: 'ready' });
}

const { folder, task } = workerData as ThreadData;
if (parentPort === null) throw new Error('started outside a thread');
if (task === 'initialise') await initialise(folder);
else await serve(folder, parentPort);
