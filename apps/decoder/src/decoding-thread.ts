/** The thread in which frames become readings: started by the decoder, ended when a frame does not come to an end. */
import { decodingByConfiguration, serveDecoding, type DecodingData } from '@dlms-telemetry/decode';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { configurationOf, type ConfigurationTexts } from '@dlms-telemetry/process';
import { createRegistry, type StoredUser } from '@dlms-telemetry/registry';

await serveDecoding((data) =>
  decodingByConfiguration(data as DecodingData<ConfigurationTexts, StoredUser>, (texts, users) => {
    const configuration = configurationOf(texts);
    const registry = createRegistry(configuration, users);
    const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
    return {
      interpret: (frame) => interpreter.interpret(frame),
      answer: (frame, counter) => interpreter.answer(frame, counter),
      update: (changed) => {
        registry.update(changed);
      },
    };
  }),
);
