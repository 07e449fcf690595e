import { sampleConfiguration, type SimulatedReceptor } from '@dlms-telemetry/simulate';

/** The configuration file of the sample receptors. */
export function sampleText(receptors: readonly SimulatedReceptor[]): string {
  return JSON.stringify(sampleConfiguration(receptors));
}
