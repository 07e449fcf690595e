/** Where in the way of the data an input was refused. */
export type RefusalLayer = 'link' | 'source' | 'security' | 'apdu' | 'map' | 'process';

/** Why an input gave no reading. */
export interface Refusal {
  /** Stable, `layer.reason`; listed in docs/errors.md. */
  readonly code: string;
  /** One sentence for an operator. Never a key, a password or plain text. */
  readonly message: string;
  readonly layer: RefusalLayer;
  /** Octets from the start of the frame, the APDU or the plain text; null where there is none. */
  readonly offset: number | null;
}

/** A frame that gave no reading, with the reason: what goes over `frames.dead`. */
export interface RefusedFrame<F> {
  readonly frame: F;
  readonly refusal: Refusal;
}
