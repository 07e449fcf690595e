import type { InProcessBus, WaitingFrames } from '@dlms-telemetry/bus';
import type { EventPorts } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import type { Store } from '@dlms-telemetry/store';
import type { ConfigurationTexts } from '../configuration.js';
import type { FrameWatch } from '../frame-watch.js';
import type { Output } from '../output/output.js';
import type { UserRegistry } from './registry.js';

/** Where it shows and reports. */
export interface StandalonePorts extends EventPorts {
  readonly output: Output;
}

/** What a part works by. */
export interface Configured {
  readonly configuration: Configuration;
  /** What it was read from. */
  readonly texts: ConfigurationTexts;
}

/** Anything that is started and stopped. */
export interface Part {
  /**
   * Goes over to another configuration, without a gap; left out where nothing depends on it.
   *
   * @returns receptors that could not change in all; that is reported
   */
  reconfigure?(next: Configured): Promise<readonly string[]>;
  stop(signal: AbortSignal): Promise<void>;
}

/** What every part is wired to. */
export interface Wiring extends Configured {
  readonly dataFolder: string;
  /** How many days of readings are kept. */
  readonly retentionDays: number;
  readonly store: Store;
  /** The users of the store. */
  readonly registry: UserRegistry;
  readonly bus: InProcessBus;
  /** Sees what comes out of single frames. */
  readonly watch: FrameWatch;
  /** Frames that wait in the receptors' queues: accepted live ones, and those back from the backlog. */
  readonly waiting: { readonly live: WaitingFrames; readonly historic: WaitingFrames };
  readonly ports: StandalonePorts;
}
