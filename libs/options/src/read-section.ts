import type { Node } from 'jsonc-parser';
import type { z } from 'zod';
import { coerce, placeKey, type CoerceContext } from './coerce.js';
import { allowedOf, factsOf, shapeOf, valueSchema } from './schema.js';
import { hasReference } from './substitute.js';

const LONGEST_SHOWN = 60;

/**
 * Reads one part of the file by its schema: coerces, validates, and reports each problem at its place.
 *
 * @returns what is left without the options that were refused, so that further checks can find further problems;
 *   undefined when that is nothing
 */
export function readPart<S extends z.ZodType>(
  node: Node,
  schema: S,
  path: readonly string[],
  context: CoerceContext,
): z.output<S> | undefined {
  const value = coerce(node, schema, path, context);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    reportIssue(issue, schema, path, node, context);
    drop(value, issue.path);
  }
  return schema.safeParse(value).data;
}

/** Takes a refused option out; of a record (property maps by their names) only the entry. */
function drop(value: unknown, [option, entry]: readonly PropertyKey[]): void {
  if (typeof value !== 'object' || value === null || option === undefined) return;
  const inner: unknown = Reflect.get(value, option);
  if (entry !== undefined && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
    Reflect.deleteProperty(inner, entry);
  } else {
    Reflect.deleteProperty(value, option);
  }
}

function reportIssue(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  path: readonly string[],
  root: Node,
  context: CoerceContext,
): void {
  const full = [...path, ...issue.path.map(String)];
  const node = placeOf(full, context) ?? root;
  // A value whose reference had no value was reported there.
  if (node.type === 'string' && hasReference(String(node.value)) && failed(full, context)) return;
  const option = optionAt(schema, issue.path);
  const missing = !context.places.has(placeKey(full));
  const allowed = option === undefined ? issue.message : allowedOf(option);
  if (missing) {
    context.findings.problem(full, `is missing: ${allowed}`, node);
    return;
  }
  const shown = shownValue(node, option);
  context.findings.problem(full, `${shown}is not allowed: ${allowed}`, node);
}

function failed(path: readonly string[], context: CoerceContext): boolean {
  const [section, ...option] = path;
  const name = option.join('.');
  return context.findings.problems.some(
    (problem) => problem.section === section && problem.option === name,
  );
}

function placeOf(path: readonly string[], context: CoerceContext): Node | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = context.places.get(placeKey(path.slice(0, length)));
    if (node !== undefined) return node;
  }
  return undefined;
}

/** The innermost option on the way that an issue's path names. */
function optionAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined {
  let current: z.core.$ZodType = schema;
  let option: z.core.$ZodType | undefined;
  for (const step of path) {
    const { def } = valueSchema(current)._zod;
    let next: z.core.$ZodType | undefined;
    if (def.type === 'object') next = shapeOf(current)[String(step)];
    else if (def.type === 'record') next = def.valueType;
    else if (def.type === 'array') next = def.element;
    if (next === undefined) break;
    current = next;
    if (factsOf(next).description !== undefined || def.type !== 'object') option = next;
  }
  return option;
}

/** The value as the file has it, cut to a glance; a secret, or what came from elsewhere, is not shown. */
function shownValue(node: Node, option: z.core.$ZodType | undefined): string {
  if (node.type === 'object' || node.type === 'array') return '';
  if (option !== undefined && factsOf(option).secret === true) return '(not shown) ';
  if (node.type === 'string' && hasReference(String(node.value))) return `${String(node.value)} `;
  const text = JSON.stringify(node.value);
  return `${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text} `;
}
