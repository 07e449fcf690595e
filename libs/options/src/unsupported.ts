import type { z } from 'zod';
import { placeKey, type CoerceContext } from './coerce.js';
import { factsOf, shapeOf } from './schema.js';

/**
 * Refuses options whose value does not act in this version, rather than passing over them silently. Options that are
 * left at their default are not looked at.
 */
export function reportUnsupported(
  schema: z.ZodType,
  options: object,
  path: readonly string[],
  context: CoerceContext,
): void {
  for (const [name, option] of Object.entries(shapeOf(schema))) {
    const { onlyYet } = factsOf(option);
    const node = context.places.get(placeKey([...path, name]));
    const value: unknown = Reflect.get(options, name);
    if (onlyYet === undefined || node === undefined || value === undefined) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.every((each) => onlyYet.includes(each))) continue;
    const yet = onlyYet.length === 0 ? 'leave it out' : `only ${onlyYet.map(String).join(', ')}`;
    context.findings.problem(
      [...path, name],
      `${values.map(String).join(', ')} is not supported by this version yet: ${yet}`,
      node,
    );
  }
}
