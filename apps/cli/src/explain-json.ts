import type { ExplainedField, ExplainedLayer, Explanation } from '@dlms-telemetry/dlms';
import { toHex } from '@dlms-telemetry/dlms';

/** A JSON object a line: each layer with its fields, then each refusal. */
export function explanationLines({ layers, refusals }: Explanation): string {
  const lines = [...layers.map(layerObject), ...refusals.map((refused) => ({ refused }))];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function layerObject({ kind, name, octets, fields, leniencies }: ExplainedLayer): object {
  return {
    layer: kind,
    name,
    length: octets.length,
    fields: fields.map((field) => fieldObject(field, octets)),
    ...(leniencies.length > 0 ? { leniencies } : {}),
  };
}

function fieldObject(field: ExplainedField, octets: Uint8Array): object {
  const { name, start, end, meaning, secret, parts, refusal } = field;
  const isShown = parts === undefined && secret !== true;
  return {
    name,
    start,
    end,
    ...(isShown ? { raw: toHex(octets.subarray(start, end)) } : {}),
    ...(meaning === undefined ? {} : { meaning }),
    ...(secret === true ? { secret } : {}),
    ...(parts === undefined ? {} : { parts: parts.map((part) => fieldObject(part, octets)) }),
    ...(refusal === undefined ? {} : { refused: refusal }),
  };
}
