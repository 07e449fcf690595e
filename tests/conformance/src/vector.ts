import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A value of JSON, as it stands in a vector. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** One vector of a file (`libs/dlms/vectors/README.md`); fields that a kind does not have are missing. */
export interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly apdu: string;
  readonly security: JsonObject | null;
  readonly frames: readonly string[];
  readonly linkDetails: JsonObject | null;
  readonly expected: JsonObject;
  /** What a cryptographic primitive starts from, in place of frames. */
  readonly input: JsonObject | null;
  /** Whether all of the frame is right but the authentication tag. */
  readonly allButTag: boolean;
  /** The maker, the model and the country, as far as they are known: prose. */
  readonly meter: string;
  /** Prose, for the report only. */
  readonly title: string;
}

/** A file of vectors. */
export interface VectorFile {
  readonly name: string;
  readonly vectors: readonly Vector[];
}

/** Reads every `.json` file of a folder, in the order of their names. @throws Error naming the file that is no file of vectors */
export function readVectorFiles(folder: string): VectorFile[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return names.map((name) => ({ name, vectors: readVectors(join(folder, name)) }));
}

function readVectors(path: string): Vector[] {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Json;
  const vectors = isObject(file) ? file.vectors : undefined;
  if (!Array.isArray(vectors)) throw new Error(`${path} holds no list "vectors"`);
  return (vectors as readonly Json[]).map((vector) => {
    if (!isObject(vector) || typeof vector.id !== 'string')
      throw new Error(`${path} holds a vector without an id`);
    return toVector(vector, vector.id);
  });
}

function toVector(json: JsonObject, id: string): Vector {
  const frame = json.frameHex ?? [];
  return {
    id,
    title: textOf(json.title),
    meter: textOf(json.meterOrCountry),
    linkLayer: textOf(json.linkLayer),
    apdu: textOf(json.apdu),
    security: objectOf(json.security),
    frames: (isList(frame) ? frame : [frame]).map(textOf),
    linkDetails: objectOf(json.linkDetails),
    expected: objectOf(json.expected) ?? {},
    input: objectOf(json.input),
    allButTag: json.verified === 'all but the tag',
  };
}

/** Whether a value of JSON is an object. */
export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Whether a value of JSON is a list. */
export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

/** The text that stands there, or an empty one. */
export function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}

function objectOf(json: Json | undefined): JsonObject | null {
  return isObject(json) ? json : null;
}
