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

/** Anything that is started and stopped. */
export interface Part {
  stop(signal: AbortSignal): Promise<void>;
}

/** What every part is wired to. */
export interface Wiring {
  readonly configuration: Configuration;
  /** What the configuration was read from. */
  readonly texts: ConfigurationTexts;
  readonly dataFolder: string;
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
