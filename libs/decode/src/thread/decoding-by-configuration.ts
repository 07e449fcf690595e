import type { FormerTexts } from '../formers.js';
import type { Interpret, MakeAnswer } from '../interpretation.js';
import type { ThreadInterpreter } from './serve-decoding.js';

/**
 * What a thread decodes by: given at its start, and when the configuration has changed.
 *
 * @typeParam T what a configuration is read from: keys cannot be handed from thread to thread as they are kept
 * @typeParam U a user of the store
 */
export interface DecodingData<T, U> {
  readonly texts: T;
  /** Receptors that have left the configuration, and of which frames may wait. */
  readonly formers: readonly FormerTexts<T>[];
  /** Users of the store, with their keys; those that change later are told. */
  readonly users: readonly U[];
}

/** What the thread is told while it runs. */
export type DecodingMessage<T, U> =
  | { readonly type: 'users'; readonly users: readonly U[] }
  | { readonly type: 'configuration'; readonly data: DecodingData<T, U> };

/** What decodes under one configuration. */
export interface ConfiguredInterpreter<U> {
  readonly interpret: Interpret;
  readonly answer: MakeAnswer;
  /** Takes users of the store that have changed. */
  readonly update: (changed: readonly U[]) => void;
}

/**
 * An interpreter for `serveDecoding` that goes over to another configuration when it is told to, and decodes what
 * receptors have left that are in it no more under the one they were in last.
 *
 * @param create reads a configuration and decodes under it
 */
export function decodingByConfiguration<T, U>(
  data: DecodingData<T, U>,
  create: (texts: T, users: readonly U[]) => ConfiguredInterpreter<U>,
): ThreadInterpreter {
  let decoding = new Decoding(data, create);
  return {
    interpret: (frame) => decoding.of(frame.receptor).interpret(frame),
    answer: (frame, counter) => decoding.of(frame.receptor).answer(frame, counter),
    told: (told) => {
      const message = told as DecodingMessage<T, U>;
      if (message.type === 'users') decoding.update(message.users);
      else decoding = new Decoding(message.data, create);
    },
  };
}

/** The present configuration and former ones. */
class Decoding<T, U> {
  readonly #present: ConfiguredInterpreter<U>;
  readonly #formers = new Map<string, ConfiguredInterpreter<U>>();

  constructor(
    { texts, formers, users }: DecodingData<T, U>,
    create: (texts: T, users: readonly U[]) => ConfiguredInterpreter<U>,
  ) {
    this.#present = create(texts, users);
    for (const former of formers) {
      const interpreter = create(former.texts, users);
      for (const receptor of former.receptors) this.#formers.set(receptor, interpreter);
    }
  }

  of(receptor: string): ConfiguredInterpreter<U> {
    return this.#formers.get(receptor) ?? this.#present;
  }

  update(changed: readonly U[]): void {
    for (const interpreter of new Set([this.#present, ...this.#formers.values()]))
      interpreter.update(changed);
  }
}
