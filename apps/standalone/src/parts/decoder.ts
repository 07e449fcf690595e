import { join } from 'node:path';
import {
  Decode,
  DecodingThread,
  decodeEvents,
  decodeReceptor,
  observeDecode,
  Formers,
  type DecodeReceptor,
  type DecodingData,
  type DecodingMessage,
} from '@dlms-telemetry/decode';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import type { StoredUser } from '@dlms-telemetry/registry';
import type { ConfigurationTexts } from '../configuration.js';
import { clock } from '@dlms-telemetry/process';
import type { Configured, Part, Wiring } from './part.js';
import { protectionsOf, startReplay } from './replay.js';

/** Compiled, beside this folder: a thread cannot run it from source. */
const THREAD = new URL('../decoding-thread.js', import.meta.url);

/** Makes readings of accepted frames, in a thread of its own. */
export async function startDecoder({
  configuration,
  texts,
  dataFolder,
  store,
  registry: { directory },
  bus,
  waiting,
  watch,
  ports,
}: Wiring): Promise<Part> {
  const events = createEvents('decoder', decodeEvents, ports);
  const ended = (end: string, error: unknown): void => {
    events.workerEnded({ end, error });
  };
  let present: Configured = { configuration, texts };
  const formers = new Formers<ConfigurationTexts>([waiting.live, waiting.historic]);
  const data = (): DecodingData<ConfigurationTexts, StoredUser> => ({
    texts: present.texts,
    formers: formers.texts,
    users: directory.users,
  });
  const given = directory.version;
  const worker = await DecodingThread.start(
    { clock, ended },
    { file: THREAD, data, recordFolder: join(dataFolder, 'in-work') },
  );
  const tell = (message: DecodingMessage<ConfigurationTexts, StoredUser>): void => {
    worker.tell(message);
  };
  const endTelling = directory.onUsers((users) => {
    tell({ type: 'users', users });
  });
  // Those that changed while the thread came up.
  if (directory.version !== given) tell({ type: 'users', users: directory.users });
  const replay = startReplay({ configuration, store, ports });
  const decode = new Decode(
    {
      bus: watch.over(bus),
      worker,
      suspects: store.suspects,
      ownCounters: store.ownCounters,
      replay,
      waiting,
      events,
      nextKeyUsed: (userId) => void directory.promote(userId),
      shown: (key, message) => ports.output.reading(key, message),
    },
    { receptors: decodeReceptors(configuration) },
  );
  observeDecode(decode, ports.counters);
  await decode.start();
  return {
    async reconfigure(next) {
      formers.changed(
        { texts: present.texts, receptors: decodeReceptors(present.configuration) },
        next.configuration,
      );
      present = next;
      tell({ type: 'configuration', data: data() });
      replay.protect(protectionsOf(next.configuration));
      await decode.update([...decodeReceptors(next.configuration), ...formers.receptors]);
      return [];
    },
    async stop(signal) {
      // A frame that does not come to an end would hold the stop back.
      const end = (): void => void worker.stop();
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      await decode.stop(signal);
      endTelling();
      await worker.stop();
      await replay.stop();
    },
  };
}

/** Those of disabled sections too: what they have accepted is still to be settled. */
function decodeReceptors(configuration: Configuration): readonly DecodeReceptor[] {
  return configuration.receptors.map((receptor) => decodeReceptor(receptor, configuration));
}
