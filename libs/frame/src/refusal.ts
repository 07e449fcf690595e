import type { Frame } from './frame.js';

/** Where in the way of the data an input was refused. */
export type RefusalLayer = 'link' | 'source' | 'security' | 'apdu' | 'map' | 'process';

/** Why an input gave no reading. */
export interface Refusal {
  /** Stable, `layer.reason`; listed in docs/errors.md. */
  readonly code: string;
  /** One sentence for an operator. Never a key, a password or plain text. */
  readonly message: string;
  /** The part of `code` before the dot. */
  readonly layer: RefusalLayer;
  /** Octets from the start of the frame, the APDU or the plain text; null where there is none. */
  readonly offset: number | null;
}

/** A frame that gave no reading, with the reason: what goes over `frames.dead`. */
export interface RefusedFrame {
  readonly frame: Frame;
  readonly refusal: Refusal;
  /** System title of the APDU in hex where it was read, so that refusals can be shown for a meter. */
  readonly systemTitle?: string;
}

/** A refusal whose layer is read from its code. */
export function refusalOf(code: string, message: string, offset: number | null = null): Refusal {
  return { code, message, layer: code.slice(0, code.indexOf('.')) as RefusalLayer, offset };
}
