import {
  ConfigurationError,
  configurationSchema,
  parseConfiguration,
  problemLine,
} from '@dlms-telemetry/options';
import type { Problem } from '@dlms-telemetry/options';
import { readConfigurationFile } from '../configuration-file.js';
import { EXIT } from '../errors.js';
import type { Io } from '../io.js';

/** What `dlms config check` is told. */
export interface CheckOptions {
  readonly json?: boolean;
}

/**
 * `dlms config check`: prints every problem and warning of a configuration file with its place.
 *
 * @returns 0 when there is no problem; warnings do not count
 */
export async function checkConfiguration(
  file: string,
  options: CheckOptions,
  io: Io,
): Promise<number> {
  const { text, sources } = await readConfigurationFile(file, io);
  const report = (kind: 'problem' | 'warning', found: Problem): void => {
    if (options.json === true) io.out(`${JSON.stringify({ [kind]: found })}\n`);
    else io.out(`${kind === 'warning' ? 'warning: ' : ''}${file}:${problemLine(found)}\n`);
  };
  try {
    const { configuration, warnings } = parseConfiguration(text, sources);
    for (const warning of warnings) report('warning', warning);
    const { receptors, scheduled, propertyMaps } = configuration;
    const counts = {
      receptors: receptors.length,
      scheduled: scheduled.length,
      propertyMaps: propertyMaps.size,
    };
    if (options.json === true) io.out(`${JSON.stringify({ fine: counts })}\n`);
    else
      io.out(
        `${file}: fine, ${counts.receptors} DlmsPushServer, ${counts.scheduled} ScheduledDlms, ` +
          `${counts.propertyMaps} with property maps\n`,
      );
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const problem of error.problems) report('problem', problem);
    return EXIT.refused;
  }
}

/** `dlms config schema`: prints the JSON Schema of configuration files. */
export function printSchema(io: Io): number {
  io.out(`${JSON.stringify(configurationSchema(), null, 2)}\n`);
  return EXIT.done;
}
