/** The thread in which frames become readings: started by the decoder, ended when a frame does not come to an end. */
import { serveDecoding } from '@dlms-telemetry/decode';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { configurationOf, type ConfigurationTexts } from '@dlms-telemetry/process';
import { createRegistry, type StoredUser } from '@dlms-telemetry/registry';

/** What the thread is given at its start. */
export interface DecodingData {
  /** Keys cannot be handed from thread to thread as they are kept: the thread reads the texts anew. */
  readonly texts: ConfigurationTexts;
  /** Users of the store, with their keys; those that change later are told. */
  readonly users: readonly StoredUser[];
}

await serveDecoding((data) => {
  const { texts, users } = data as DecodingData;
  const configuration = configurationOf(texts);
  const registry = createRegistry(configuration, users);
  const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
  return {
    interpret: (frame) => interpreter.interpret(frame),
    answer: (frame, counter) => interpreter.answer(frame, counter),
    told: (changed) => {
      registry.update(changed as readonly StoredUser[]);
    },
  };
});
