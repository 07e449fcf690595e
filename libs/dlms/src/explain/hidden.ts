import type { ExplainedField, ExplainedLayer } from './explanation.js';

/** Leaves of frames and blocks up to this length are addresses and the like; longer ones carry an APDU. */
const LONGEST_ADDRESS = 4;
/** What an APDU is called that is authenticated and stands in the clear. */
const TEXT = 'text';

/** Makes secret also what carries a secret: the octets of an APDU stand in the frame around it once more. */
export function hideCarriers(layers: readonly ExplainedLayer[]): ExplainedLayer[] {
  const last = layers.findLastIndex(({ fields }) => hasSecret(fields));
  return layers.map((layer, index) =>
    index < last
      ? { ...layer, fields: layer.fields.map((field) => hidden(field, carrierOf(layer))) }
      : layer,
  );
}

function hasSecret(fields: readonly ExplainedField[]): boolean {
  return fields.some(({ secret, parts }) => secret ?? (parts !== undefined && hasSecret(parts)));
}

type IsCarrier = (leaf: ExplainedField) => boolean;

function carrierOf({ kind }: ExplainedLayer): IsCarrier {
  return kind === 'link' || kind === 'block'
    ? ({ start, end }) => end - start > LONGEST_ADDRESS
    : ({ name }) => name === TEXT;
}

function hidden(field: ExplainedField, isCarrier: IsCarrier): ExplainedField {
  const { parts } = field;
  if (parts !== undefined) return { ...field, parts: parts.map((part) => hidden(part, isCarrier)) };
  return isCarrier(field) ? { ...field, secret: true } : field;
}
