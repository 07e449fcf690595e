/** The thread in which frames become readings: started by the decoder, ended when a frame does not come to an end. */
import { serveDecoding } from '@dlms-telemetry/decode';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { createRegistry, type StoredUser } from '@dlms-telemetry/registry';
import { configurationOf, type ConfigurationTexts } from './configuration.js';
import type { FormerTexts } from './parts/formers.js';

/** What the thread is given at its start, and when the configuration has changed. */
export interface DecodingData {
  /** Keys cannot be handed from thread to thread as they are kept: the thread reads the texts anew. */
  readonly texts: ConfigurationTexts;
  /** Receptors that have left the configuration, and of which frames may wait. */
  readonly formers: readonly FormerTexts[];
  /** Users of the store, with their keys; those that change later are told. */
  readonly users: readonly StoredUser[];
}

/** What the thread is told while it runs. */
export type DecodingMessage =
  | { readonly type: 'users'; readonly users: readonly StoredUser[] }
  | { readonly type: 'configuration'; readonly data: DecodingData };

function readingBy(texts: ConfigurationTexts, users: readonly StoredUser[]) {
  const configuration = configurationOf(texts);
  const registry = createRegistry(configuration, users);
  return {
    registry,
    interpreter: createInterpreter({ configuration, registry, crypto: nodeCrypto }),
  };
}

function decodingOf({ texts, formers, users }: DecodingData) {
  const present = readingBy(texts, users);
  const byReceptor = new Map<string, typeof present>();
  for (const former of formers) {
    const reading = readingBy(former.texts, users);
    for (const receptor of former.receptors) byReceptor.set(receptor, reading);
  }
  return {
    interpreterOf: (receptor: string) => (byReceptor.get(receptor) ?? present).interpreter,
    update: (changed: readonly StoredUser[]) => {
      for (const { registry } of new Set([present, ...byReceptor.values()]))
        registry.update(changed);
    },
  };
}

await serveDecoding((data) => {
  let decoding = decodingOf(data as DecodingData);
  return {
    interpret: (frame) => decoding.interpreterOf(frame.receptor).interpret(frame),
    answer: (frame, counter) => decoding.interpreterOf(frame.receptor).answer(frame, counter),
    told: (told) => {
      const message = told as DecodingMessage;
      if (message.type === 'users') decoding.update(message.users);
      else decoding = decodingOf(message.data);
    },
  };
});
