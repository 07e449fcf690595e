import {
  DecodingThread,
  type DecodeEvents,
  type DecodingData,
  type DecodingMessage,
  type Formers,
} from '@dlms-telemetry/decode';
import { clock, type ConfigurationTexts } from '@dlms-telemetry/process';
import type { StoredUser, UserDirectory } from '@dlms-telemetry/registry';

/** Compiled, beside this file: a thread cannot run it from source. */
const THREAD = new URL('./decoding-thread.js', import.meta.url);

/** What the thread is started with. */
export interface WorkerSources {
  readonly texts: ConfigurationTexts;
  /** Receptors that have left the configuration. */
  readonly formers: Formers<ConfigurationTexts>;
  readonly directory: UserDirectory;
  readonly events: DecodeEvents;
  /** Where it notes which frame is in work. */
  readonly recordFolder: string | undefined;
}

/** The thread that decodes. */
export interface Worker {
  readonly thread: DecodingThread;
  /** Decodes by another configuration, and by what is known of former ones, all that it is handed from now on. */
  readonly configure: (texts: ConfigurationTexts) => void;
}

/** Starts the thread that decodes, and tells it of users that change. */
export async function startWorker({
  texts,
  formers,
  directory,
  events,
  recordFolder,
}: WorkerSources): Promise<Worker> {
  const ended = (end: string, error: unknown): void => {
    events.workerEnded({ end, error });
  };
  let present = texts;
  const data = (): DecodingData<ConfigurationTexts, StoredUser> => ({
    texts: present,
    formers: formers.texts,
    users: directory.users,
  });
  const given = directory.version;
  const thread = await DecodingThread.start(
    { clock, ended },
    { file: THREAD, data, ...(recordFolder !== undefined && { recordFolder }) },
  );
  const tell = (message: DecodingMessage<ConfigurationTexts, StoredUser>): void => {
    thread.tell(message);
  };
  directory.onUsers((users) => {
    tell({ type: 'users', users });
  });
  // Those that changed while the thread came up.
  if (directory.version !== given) tell({ type: 'users', users: directory.users });
  const configure = (next: ConfigurationTexts): void => {
    present = next;
    tell({ type: 'configuration', data: data() });
  };
  return { thread, configure };
}
