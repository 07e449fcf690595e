import { problemLine, type Configuration } from '@dlms-telemetry/options';
import { clock } from './clock.js';
import { changesBetween } from './configuration-changes.js';
import {
  readConfigurationFile,
  type ConfigurationTexts,
  type LoadedConfiguration,
} from './configuration-file.js';
import { ConfigurationWatch, FileVersions } from './configuration-watch.js';
import type { ConfigurationEvents } from './events.js';

/** What a process works by. */
export interface Configured {
  readonly configuration: Configuration;
  /** What it was read from. */
  readonly texts: ConfigurationTexts;
}

/**
 * Goes over to another configuration, without a gap.
 *
 * @returns receptors that could not change in all; that is reported
 */
export type Reconfigure = (next: Configured) => readonly string[] | Promise<readonly string[]>;

/** Takes what goes over to another configuration: called one after the other, in the order in which they were given. */
export type Follow = (reconfigure: Reconfigure) => void;

/** A configuration file, and all that goes over to another version of it while the process runs. */
export class FollowedConfiguration {
  /** What holds at the start. */
  readonly loaded: LoadedConfiguration;
  readonly #load: (readsFrom: (path: string) => void) => LoadedConfiguration;
  readonly #versions = new FileVersions();
  readonly #followers: Reconfigure[] = [];

  /**
   * Reads it.
   *
   * @param secrets secret options that are read; left out: all
   * @throws {UnusableConfiguration} with every problem
   */
  constructor(
    file: string,
    env: Readonly<Record<string, string | undefined>>,
    secrets?: readonly string[],
  ) {
    this.#load = (readsFrom) => readConfigurationFile(file, env, { secrets, readsFrom });
    this.loaded = this.#load((path) => {
      this.#versions.note(path);
    });
  }

  /** Told of each version from the next one on. */
  readonly follow: Follow = (reconfigure) => {
    this.#followers.push(reconfigure);
  };

  /** Begins to look for changes. @returns what ends it: resolves when a change that was found holds, or is refused */
  watch(events: ConfigurationEvents): { stop(): Promise<void> } {
    let { configuration: present } = this.loaded;
    const apply = async (next: LoadedConfiguration): Promise<void> => {
      const unchanged = new Set<string>();
      for (const reconfigure of this.#followers)
        for (const receptor of await reconfigure(next)) unchanged.add(receptor);
      for (const warning of next.warnings)
        events.configurationWarning({ warning: problemLine(warning) });
      if (next.configuration.serviceId !== this.loaded.configuration.serviceId)
        events.configurationWarning({
          warning: 'ServiceId: a change holds from the next start on',
        });
      events.configurationApplied({
        ...changesBetween(present, next.configuration),
        unchanged: [...unchanged],
      });
      present = next.configuration;
    };
    const watch = new ConfigurationWatch(
      { clock, load: this.#load, apply, events },
      this.#versions,
    );
    watch.start();
    return watch;
  }
}

/** Names of its receptors, of disabled ones too. */
export function receptorNames({ receptors }: Configuration): readonly string[] {
  return receptors.map(({ name }) => name);
}
