import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

/** A frame id in its 36 characters; zeros while none is in work. */
const PLACE_OCTETS = 36;
const NONE = new Uint8Array(PLACE_OCTETS);
const FRAME_ID = /^[0-9a-f-]{36}$/;
/** Threads of a process take turns: one that is told to end may still write while the next has begun. */
const PLACES = 8;
/** Named after the process. */
const NAME = /^(\d+)-\d+\.in-work$/;

/** Where a thread writes what it has in work. */
export interface RecordPlace {
  /** An open file of this process. */
  readonly descriptor: number;
  readonly position: number;
}

/**
 * Which frame is in work, where the death of the process leaves it: in a file that is written and never synced, since
 * what is written outlives a process without that. So a note costs half a microsecond, not a commit. When the whole
 * machine goes down nothing is to be learnt, and nothing is believed.
 */
export class WorkRecord {
  /** Ids of the frames that processes before this one had in work when they died. */
  readonly left: readonly string[];
  readonly #path: string;
  readonly #descriptor: number;
  #threads = 0;
  #isClosed = false;

  private constructor(path: string, left: readonly string[]) {
    this.#path = path;
    this.left = left;
    this.#descriptor = openSync(path, 'wx', 0o600);
  }

  /**
   * Makes the record of this process and takes over those of processes that are no more.
   *
   * @param folder made when it is not there; it may be shared by the processes of a machine, not by machines
   */
  static open(folder: string): WorkRecord {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const left = readdirSync(folder).flatMap((name) => takeOver(folder, name));
    for (let number = 1; ; number++) {
      const path = join(folder, `${process.pid}-${number}.in-work`);
      try {
        return new WorkRecord(path, left);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  }

  /** A place for one more thread. */
  nextPlace(): RecordPlace {
    const position = (this.#threads++ % PLACES) * PLACE_OCTETS;
    return { descriptor: this.#descriptor, position };
  }

  /** The thread has not died of what stands there. */
  clear(place: RecordPlace): void {
    if (!this.#isClosed) write(place, NONE);
  }

  /**
   * The process ends, and no frame is to blame.
   *
   * @param isInUse a thread may still write: the descriptor stays open then, or it would write into whatever file is
   * opened next
   */
  close(isInUse = false): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!isInUse) closeSync(this.#descriptor);
    rmSync(this.#path, { force: true });
  }
}

/** What a thread writes its frames with. */
export class RecordWriter {
  readonly #place: RecordPlace;
  readonly #octets = Buffer.alloc(PLACE_OCTETS);
  #isEmpty = true;

  constructor(place: RecordPlace) {
    this.#place = place;
  }

  /** This frame is in work now, and no other. */
  begins(frameId: string): void {
    this.#octets.write(frameId, 0, PLACE_OCTETS, 'latin1');
    this.#isEmpty = false;
    write(this.#place, this.#octets);
  }

  /** None is. */
  rests(): void {
    if (this.#isEmpty) return;
    this.#isEmpty = true;
    write(this.#place, NONE);
  }
}

function write({ descriptor, position }: RecordPlace, octets: Uint8Array): void {
  writeSync(descriptor, octets, 0, PLACE_OCTETS, position);
}

/** Reads and removes the record of a process that is no more. Of several that try, one gets it. */
function takeOver(folder: string, name: string): readonly string[] {
  const pid = NAME.exec(name)?.[1];
  if (pid === undefined) return [];
  const path = join(folder, name);
  const taken = join(folder, `taken-by-${process.pid}-${name}`);
  try {
    const { mtimeMs } = statSync(path);
    if (isRunning(Number(pid), mtimeMs)) return [];
    renameSync(path, taken);
    const text = readFileSync(taken, 'latin1');
    rmSync(taken);
    return mtimeMs < startOf(uptime()) ? [] : frameIdsIn(text);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function frameIdsIn(text: string): string[] {
  const places = Array.from({ length: PLACES }, (_, n) =>
    text.slice(n * PLACE_OCTETS, (n + 1) * PLACE_OCTETS),
  );
  return places.filter((id) => FRAME_ID.test(id));
}

/** A process in a container has the number of the one before it: then the file is older than this process. */
function isRunning(pid: number, writtenAt: number): boolean {
  if (pid === process.pid) return writtenAt >= startOf(process.uptime());
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** @returns milliseconds since 1970 */
function startOf(secondsAgo: number): number {
  return Date.now() - secondsAgo * 1_000;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
