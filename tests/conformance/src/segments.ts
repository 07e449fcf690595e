import { compareFields } from './compare-expected.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { compareWritten, sessionFieldsOf } from './hdlc-frames.js';
import { octetsOf } from './hex.js';
import type { Json, Vector } from './vector.js';
import { isList, isObject } from './vector.js';

/** The HDLC frames of one APDU, where a vector tells of each: its fields, and the frame written again. */
export function compareSegments(segments: Json, { frames }: Vector): Difference[] {
  if (!isList(segments)) return compare('segments', segments, frames);
  const differences = segments.flatMap((segment, index) => {
    const place = `segments[${String(index)}]`;
    const frame = frames[index];
    if (!isObject(segment) || frame === undefined) return compare(place, segment, frame ?? null);
    const octets = octetsOf(frame);
    return [
      ...compareFields(segment, sessionFieldsOf(octets)),
      ...compareWritten('frame', octets),
    ].map((one) => ({ ...one, place: `${place}.${one.place}` }));
  });
  return [...differences, ...compare('segments', segments.length, frames.length)];
}
