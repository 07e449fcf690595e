import { Decode, DecodingThread, decodeEvents, type DecodeReceptor } from '@dlms-telemetry/decode';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration, Receptor } from '@dlms-telemetry/options';
import type { DecodingData } from '../decoding-thread.js';
import { clock } from './clock.js';
import type { Part, Wiring } from './part.js';
import { startReplay } from './replay.js';

/** Compiled, beside this folder: a thread cannot run it from source. */
const THREAD = new URL('../decoding-thread.js', import.meta.url);

/** Makes readings of accepted frames, in a thread of its own. */
export async function startDecoder({
  configuration,
  texts,
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
  const data = (): DecodingData => ({ texts, users: directory.users });
  const given = directory.version;
  const worker = await DecodingThread.start({ clock, ended }, { file: THREAD, data });
  const endTelling = directory.onUsers((changed) => {
    worker.tell(changed);
  });
  // Those that changed while the thread came up.
  if (directory.version !== given) worker.tell(directory.users);
  const replay = startReplay({ configuration, store, ports });
  const decode = new Decode(
    {
      bus: watch.over(bus),
      worker,
      suspects: store.suspects,
      replay,
      waiting,
      events,
      nextKeyUsed: (userId) => void directory.promote(userId),
      shown: (key, message) => ports.output.reading(key, message),
    },
    // Those of disabled sections too: what they have accepted is still to be settled.
    {
      receptors: configuration.receptors.map((receptor) => decodeReceptor(receptor, configuration)),
    },
  );
  await decode.start();
  return {
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

/** What of a receptor's options decoding depends on. */
export function decodeReceptor(
  { name, options }: Receptor,
  { serviceId }: Configuration,
): DecodeReceptor {
  return {
    receptor: name,
    output: options.Output,
    deviceType: options.DeviceType,
    groupName: options.GroupName,
    registerAsGateway: options.RegisterAsGateway,
    gatewayId: options.GatewayId ?? serviceId,
    serviceId,
    mostLiveFrames: options.ProcessMaxDegreeOfParallelism,
    mostHistoricFrames: options.BackgroundProcessMaxDegreeOfParallelism,
    abortAfterMs: options.PacketProcessAbortTimeoutMs,
    debug: options.Debug,
  };
}
