import type { DecodeErrorCode, DecodeLayer } from '../errors.js';

/** Why octets were refused, told at the place where it happened. */
export interface ExplainedRefusal {
  readonly code: DecodeErrorCode;
  readonly message: string;
  readonly layer: DecodeLayer;
  /** In the octets of the layer; null where there is no place. */
  readonly offset: number | null;
}

/** A field of a layer: its place, its name and what it says. */
export interface ExplainedField {
  /** The name of the Green Book, where it has one. */
  readonly name: string;
  /** Index of the first octet in the octets of the layer. */
  readonly start: number;
  /** Index behind the last octet. */
  readonly end: number;
  /** What the octets say, for a person. */
  readonly meaning?: string;
  /** A key or a password, or what carries one: its octets are not to be shown. */
  readonly secret?: true;
  /** Fields that it consists of, in order; left out for a leaf. Together they are all its octets. */
  readonly parts?: readonly ExplainedField[];
  readonly refusal?: ExplainedRefusal;
}

/** Octets at one layer, explained to the last. */
export interface ExplainedLayer {
  /** `link`: what came; `block`: one of a general-block-transfer; `apdu`: what the link layer carried; `plain`: what was protected in it. */
  readonly kind: 'link' | 'block' | 'apdu' | 'plain';
  /** The interface type, or the kind of the APDU. */
  readonly name: string;
  readonly octets: Uint8Array;
  /** In order. Every octet belongs to exactly one leaf. */
  readonly fields: readonly ExplainedField[];
  /** Deviations from the standard that were read, by name. */
  readonly leniencies: readonly string[];
}

/** All that octets hold, layer by layer. */
export interface Explanation {
  /** The link layer first, then each APDU in it from the outside in. */
  readonly layers: readonly ExplainedLayer[];
  /** Every refusal, in order; the same objects stand in the fields. */
  readonly refusals: readonly ExplainedRefusal[];
}
