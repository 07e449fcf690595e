import type { PropertyMapSection, TransformStep } from '@dlms-telemetry/reading';
import type { Problem } from './problem.js';
import type { ReceptorOptions } from './receptor-options.js';
import type { ScheduledOptions } from './scheduled-options.js';

/** A section of `DeviceType` DlmsPushServer. */
export interface Receptor {
  /** Name of the section: the device name in API paths and routing keys. */
  readonly name: string;
  readonly options: ReceptorOptions;
}

/** A section of `DeviceType` ScheduledDlms. */
export interface ScheduledReceptor {
  readonly name: string;
  readonly options: ScheduledOptions;
}

/** A whole configuration file, checked; disabled sections are in it too. */
export interface Configuration {
  /** Name of the deployed driver (`ServiceId`). */
  readonly serviceId: string;
  readonly receptors: readonly Receptor[];
  readonly scheduled: readonly ScheduledReceptor[];
  /** Sections of property maps by their names. */
  readonly propertyMaps: ReadonlyMap<string, PropertyMapSection>;
  readonly transformSets: Readonly<Record<string, readonly TransformStep[]>>;
}

/** What reading a configuration gives. */
export interface ParsedConfiguration {
  readonly configuration: Configuration;
  /** What was accepted but should be looked at. */
  readonly warnings: readonly Problem[];
}
