import { Decode, decodeEvents } from '@dlms-telemetry/decode';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { createEvents } from '@dlms-telemetry/observe';
import { createRegistry } from '@dlms-telemetry/registry';
import type { Part, Wiring } from './part.js';

/** Makes readings of accepted frames. */
export async function startDecoder({ configuration, bus, waiting, ports }: Wiring): Promise<Part> {
  const interpreter = createInterpreter({
    configuration,
    registry: createRegistry(configuration),
    crypto: nodeCrypto,
  });
  const decode = new Decode(
    {
      bus,
      waiting: waiting.live,
      interpret: (frame) => interpreter.interpret(frame),
      events: createEvents('decoder', decodeEvents, ports),
    },
    // Those of disabled sections too: what they have accepted is still to be settled.
    { receptors: configuration.receptors.map(({ name }) => name) },
  );
  await decode.start();
  return decode;
}
