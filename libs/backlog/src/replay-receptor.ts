import type { Receptor } from '@dlms-telemetry/options';
import type { ReplayReceptor } from './receptor-replay.js';

/** What of a receptor's options the replay of its backlog depends on. */
export function replayReceptor({ name, options }: Receptor): ReplayReceptor {
  return {
    name,
    handleHistoricRecordInterval: options.HandleHistoricRecordInterval,
    historicRecordBatchingSize: options.HistoricRecordBatchingSize,
    backgroundProcessBoundedCapacity: options.BackgroundProcessBoundedCapacity,
  };
}
