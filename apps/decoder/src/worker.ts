import { DecodingThread, type DecodeEvents } from '@dlms-telemetry/decode';
import { clock, type ConfigurationTexts } from '@dlms-telemetry/process';
import type { UserDirectory } from '@dlms-telemetry/registry';
import type { DecodingData } from './decoding-thread.js';

/** Compiled, beside this file: a thread cannot run it from source. */
const THREAD = new URL('./decoding-thread.js', import.meta.url);

/** What the thread is started with. */
export interface WorkerSources {
  readonly texts: ConfigurationTexts;
  readonly directory: UserDirectory;
  readonly events: DecodeEvents;
  /** Where it notes which frame is in work. */
  readonly recordFolder: string | undefined;
}

/** Starts the thread that decodes, and tells it of users that change. */
export async function startWorker({
  texts,
  directory,
  events,
  recordFolder,
}: WorkerSources): Promise<DecodingThread> {
  const ended = (end: string, error: unknown): void => {
    events.workerEnded({ end, error });
  };
  const data = (): DecodingData => ({ texts, users: directory.users });
  const given = directory.version;
  const worker = await DecodingThread.start(
    { clock, ended },
    { file: THREAD, data, ...(recordFolder !== undefined && { recordFolder }) },
  );
  directory.onUsers((changed) => {
    worker.tell(changed);
  });
  // Those that changed while the thread came up.
  if (directory.version !== given) worker.tell(directory.users);
  return worker;
}
