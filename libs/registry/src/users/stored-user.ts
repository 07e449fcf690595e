import type { KeyState } from '@dlms-telemetry/store';

/**
 * A user of the store with its keys opened, as it crosses to the thread that decodes: plain data. It is not to be
 * shown anywhere; what is shown of a user is a `ListedUser`.
 */
export interface StoredUser {
  /** UUID. */
  readonly id: string;
  /** Section of the receptor. */
  readonly device: string;
  readonly ip: string | undefined;
  /** Hex, in upper case. */
  readonly systemTitle: string | undefined;
  readonly enabled: boolean;
  /** It is there no more: all that is known of it is to be forgotten. */
  readonly deleted?: true;
  /** All that is not secret, in the shape of `Users` in the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly keys: readonly StoredKey[];
}

/** A key, password or private key, opened. */
export interface StoredKey {
  /** Name of the option, `BlockCipherKey`. */
  readonly name: string;
  readonly state: KeyState;
  /** As an operator writes it: hexadecimal in upper case, PEM, or a text. */
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  /** Milliseconds since 1970; of previous keys only. */
  readonly retiredAt: number | undefined;
}

/** Which key of which stored user opened a frame. Told only when it was not the active one. */
export interface UserMatch {
  /** UUID. */
  readonly userId: string;
  readonly key: KeyState;
}
