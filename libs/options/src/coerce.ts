import type { Node } from 'jsonc-parser';
import type { z } from 'zod';
import type { Findings } from './findings.js';
import { didYouMean, findName } from './names.js';
import { factsOf, shapeOf, valueSchema } from './schema.js';

/** What reading a value needs beside the value itself. */
export interface CoerceContext {
  readonly findings: Findings;
  /** The file's text, for numbers that must not lose digits. */
  readonly text: string;
  /** Replaces `${ENV:NAME}` and `${FILE:path}`; undefined when that failed and was reported. */
  readonly substitute: (
    text: string,
    path: readonly (string | number)[],
    node: Node,
  ) => string | undefined;
  /** Where each value stands, by its joined path, for the messages that come later. */
  readonly places: Map<string, Node>;
  /** Secret options that are read, by their names; left out: all. */
  readonly secrets?: readonly string[] | undefined;
}

type Path = readonly (string | number)[];

/** Key of `CoerceContext.places`. */
export function placeKey(path: readonly PropertyKey[]): string {
  return path.map(String).join('\u0000');
}

/**
 * Makes of a value as operators write it the value as its schema wants it: numbers in strings, strings as numbers,
 * 1 for true, names in another case. What cannot be coerced stays, for the schema to refuse. null is unset.
 */
export function coerce(
  node: Node,
  schema: z.core.$ZodType,
  path: Path,
  context: CoerceContext,
): unknown {
  context.places.set(placeKey(path), node);
  const inner = valueSchema(schema);
  const { def } = inner._zod;
  if (def.type === 'object') return coerceObject(node, schema, path, context);
  if (def.type === 'record') return coerceRecord(node, def.valueType, path, context);
  if (def.type === 'array') return coerceArray(node, def.element, path, context);
  const raw = plainValue(node, path, context);
  if (def.type === 'union') return coerceUnion(raw, def.options);
  if (raw === null || raw === undefined) return undefined;
  return coerceScalar(raw, inner, schema, path, node, context);
}

function coerceScalar(
  raw: unknown,
  inner: z.core.$ZodTypes,
  schema: z.core.$ZodType,
  path: Path,
  node: Node,
  context: CoerceContext,
): unknown {
  const { def } = inner._zod;
  if (def.type === 'boolean') return toBoolean(raw);
  if (def.type === 'number') return toNumber(raw);
  if (def.type === 'string') return toText(raw, node, context);
  let known: readonly string[];
  if (def.type === 'enum') known = Object.values(def.entries).map(String);
  else if (def.type === 'literal') known = def.values.map(String);
  else return raw;
  return toWord(raw, known, schema, path, node, context);
}

function coerceObject(
  node: Node,
  schema: z.core.$ZodType,
  path: Path,
  context: CoerceContext,
): unknown {
  if (node.type !== 'object') return plainValue(node, path, context);
  const shape = shapeOf(schema);
  const known = Object.keys(shape);
  const result: Record<string, unknown> = {};
  for (const { name, keyNode, value } of propertiesOf(node)) {
    const found = findName(name, known);
    const option = found === undefined ? undefined : shape[found.name];
    if (found === undefined || option === undefined) {
      const hint = didYouMean(name, known);
      context.findings.problem([...path, name], `is not a known option${hint}`, keyNode);
      continue;
    }
    if (found.variant) {
      context.findings.warning([...path, name], `is read as ${found.name}`, keyNode);
    }
    if (Object.hasOwn(result, found.name)) {
      context.findings.problem([...path, found.name], 'stands twice', keyNode);
      continue;
    }
    if (isLeftOut(found.name, option, context)) continue;
    result[found.name] = coerce(value, option, [...path, found.name], context);
  }
  return result;
}

/** A secret that this reader has no use for: neither its value nor what it refers to is touched. */
function isLeftOut(name: string, option: z.core.$ZodType, { secrets }: CoerceContext): boolean {
  if (secrets === undefined || factsOf(option).secret !== true) return false;
  return !secrets.includes(name);
}

function coerceRecord(
  node: Node,
  valueType: z.core.$ZodType,
  path: Path,
  context: CoerceContext,
): unknown {
  if (node.type !== 'object') return plainValue(node, path, context);
  const result: Record<string, unknown> = {};
  for (const { name, keyNode, value } of propertiesOf(node)) {
    if (Object.hasOwn(result, name)) {
      context.findings.problem([...path, name], 'stands twice', keyNode);
    } else if (name === '__proto__') {
      context.findings.problem([...path, name], 'is not a name', keyNode);
    } else {
      result[name] = coerce(value, valueType, [...path, name], context);
    }
  }
  return result;
}

function coerceArray(
  node: Node,
  element: z.core.$ZodType,
  path: Path,
  context: CoerceContext,
): unknown {
  if (node.type !== 'array') return plainValue(node, path, context);
  return (node.children ?? []).map((child, index) =>
    coerce(child, element, [...path, index], context),
  );
}

/** Unions hold scalars of several types: only numbers in strings are made numbers, where no text is allowed. */
function coerceUnion(raw: unknown, options: readonly z.core.$ZodType[]): unknown {
  const texts = options.some((option) => valueSchema(option)._zod.def.type === 'string');
  if (texts) return raw;
  return Array.isArray(raw) ? raw.map(toNumber) : toNumber(raw);
}

function toBoolean(raw: unknown): unknown {
  if (raw === 1 || raw === 0) return raw === 1;
  if (typeof raw !== 'string') return raw;
  const word = raw.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  return raw;
}

function toNumber(raw: unknown): unknown {
  if (typeof raw !== 'string' || !/^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/iu.test(raw))
    return raw;
  return Number(raw);
}

function toText(raw: unknown, node: Node, context: CoerceContext): unknown {
  if (typeof raw === 'string') return raw;
  if (Array.isArray(raw)) return raw.join(',');
  // The digits as they stand in the file: a long number would lose some on its way through a double.
  if (typeof raw === 'number') return context.text.slice(node.offset, node.offset + node.length);
  return raw;
}

function toWord(
  raw: unknown,
  known: readonly string[],
  schema: z.core.$ZodType,
  path: Path,
  node: Node,
  context: CoerceContext,
): unknown {
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return raw;
  const text = String(raw).trim();
  const lower = text.toLowerCase();
  const same = known.find((word) => word.toLowerCase() === lower);
  if (same !== undefined) return same;
  const { aliases = {}, aliasWarning } = factsOf(schema);
  for (const [alias, word] of Object.entries(aliases)) {
    if (alias.toLowerCase() !== lower) continue;
    if (alias === aliasWarning) context.findings.warning(path, `${alias} is read as ${word}`, node);
    return word;
  }
  return raw;
}

/** The value of a node without regard to a schema, texts substituted. */
function plainValue(node: Node, path: Path, context: CoerceContext): unknown {
  if (node.type === 'string') return context.substitute(String(node.value), path, node);
  if (node.type === 'array') {
    return (node.children ?? []).map((child) => plainValue(child, path, context));
  }
  return node.type === 'object' ? {} : (node.value as unknown);
}

/** One property of an object in the file. */
export interface FileProperty {
  readonly name: string;
  readonly keyNode: Node;
  readonly value: Node;
}

/** The properties of an object node in the order of the file, repeated names included. */
export function propertiesOf(node: Node): FileProperty[] {
  const found: FileProperty[] = [];
  for (const property of node.children ?? []) {
    const [keyNode, value] = property.children ?? [];
    if (keyNode !== undefined && value !== undefined) {
      found.push({ name: String(keyNode.value), keyNode, value });
    }
  }
  return found;
}
