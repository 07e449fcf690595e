import { statSync } from 'node:fs';
import type { EventsOf } from '@dlms-telemetry/observe';
import { UnusableConfiguration } from './errors.js';
import type { configurationEvents } from './events.js';

/**
 * What the watch works with.
 *
 * @typeParam L a configuration that was read
 */
export interface ConfigurationWatchPorts<L> {
  readonly clock: { readonly setTimer: (ms: number, callback: () => void) => () => void };
  /** Reads the configuration anew, and tells the path of each file before it is read. */
  readonly load: (readsFrom: (path: string) => void) => L | Promise<L>;
  /** Makes it hold. */
  readonly apply: (loaded: L) => Promise<void>;
  readonly events: Pick<
    EventsOf<typeof configurationEvents>,
    'configurationRefused' | 'configurationFailed'
  >;
}

const LOOK_MS = 1_000;

/** Looks each second whether the configuration file, or a file that it takes values from, is another one. */
export class ConfigurationWatch<L> {
  readonly #ports: ConfigurationWatchPorts<L>;
  #versions: FileVersions;
  #cancel: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  /** @param versions of the files that were read for the configuration that holds now */
  constructor(ports: ConfigurationWatchPorts<L>, versions: FileVersions) {
    this.#ports = ports;
    this.#versions = versions;
  }

  /** Begins to look. */
  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#ports.clock.setTimer(LOOK_MS, () => {
      this.#looking = this.#look().finally(() => {
        this.start();
      });
    });
  }

  /** Looks no more; resolves when a change that was found holds, or is refused. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#looking;
  }

  async #look(): Promise<void> {
    if (!this.#versions.haveChanged) return;
    const { load, apply, events } = this.#ports;
    const versions = new FileVersions();
    const known = this.#versions.now();
    try {
      const loaded = await load((path) => {
        versions.note(path);
      });
      this.#versions = versions;
      await apply(loaded);
    } catch (error) {
      // Which files a text names that cannot be read is not known: perhaps those of the last one.
      known.add(versions);
      this.#versions = known;
      if (error instanceof UnusableConfiguration)
        events.configurationRefused({ problems: error.lines });
      else events.configurationFailed({ error });
    }
  }
}

/** Which version of each file was read. */
export class FileVersions {
  readonly #versions = new Map<string, string>();

  /** Called before a file is read, so that a change in between is found. The first call counts. */
  note(path: string): void {
    if (!this.#versions.has(path)) this.#versions.set(path, versionOf(path));
  }

  /** The same files in the versions that they have now. */
  now(): FileVersions {
    const now = new FileVersions();
    for (const path of this.#versions.keys()) now.note(path);
    return now;
  }

  /** Takes files of another that it does not know. */
  add(other: FileVersions): void {
    for (const [path, version] of other.#versions)
      if (!this.#versions.has(path)) this.#versions.set(path, version);
  }

  /** Whether one of the files is another version now, has gone, or has come. */
  get haveChanged(): boolean {
    for (const [path, version] of this.#versions) if (versionOf(path) !== version) return true;
    return false;
  }
}

/** Links are followed: a mounted secret is changed by turning one to another folder. */
function versionOf(path: string): string {
  try {
    const { mtimeNs, size, ino, dev } = statSync(path, { bigint: true });
    return [mtimeNs, size, ino, dev].join();
  } catch {
    return 'none';
  }
}
