import type { z } from 'zod';
import { optionFacts, type OptionFacts } from './option.js';

/** A schema without what makes it optional or gives it a default: what a value itself must be. */
export function valueSchema(schema: z.core.$ZodType): z.core.$ZodTypes {
  const known = schema as z.core.$ZodTypes;
  const { def } = known._zod;
  if (def.type === 'pipe') return valueSchema(def.in);
  const wrapped =
    def.type === 'optional' ||
    def.type === 'default' ||
    def.type === 'prefault' ||
    def.type === 'nullable';
  return wrapped ? valueSchema(def.innerType) : known;
}

/** The default of an option as an operator would write it; undefined when there is none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'default' || def.type === 'prefault') return def.defaultValue;
  return def.type === 'optional' ? defaultOf(def.innerType) : undefined;
}

/** The options of an object schema by their names; empty for any other. */
export function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  const { def } = valueSchema(schema)._zod;
  return def.type === 'object' ? def.shape : {};
}

/** The names of the options of an object schema. */
export function optionNames(schema: z.core.$ZodType): string[] {
  return Object.keys(shapeOf(schema));
}

/** The facts of an option; empty where none were attached. */
export function factsOf(schema: z.core.$ZodType): Partial<OptionFacts> {
  return optionFacts.get(schema as z.ZodType) ?? {};
}

/** What an option may be, in words. */
export function allowedOf(schema: z.core.$ZodType): string {
  const { allowed } = factsOf(schema);
  if (allowed !== undefined) return allowed;
  const known = valueSchema(schema);
  const { def } = known._zod;
  if (def.type === 'boolean') return 'true or false (1 or 0)';
  if (def.type === 'enum') return `one of ${Object.values(def.entries).join(', ')}`;
  if (def.type === 'literal') return def.values.map(String).join(', ');
  if (def.type === 'number') return numberRange(known as unknown as z.ZodNumber);
  if (def.type === 'array') return 'an array';
  return def.type === 'object' || def.type === 'record' ? 'an object' : 'a text';
}

function numberRange(schema: z.ZodNumber): string {
  const { minValue: minimum, maxValue: maximum } = schema;
  const kind = schema.format === 'safeint' ? 'a whole number' : 'a number';
  const bounded = Number.isFinite(minimum ?? Infinity) && Number.isFinite(maximum ?? Infinity);
  return bounded ? `${kind} from ${minimum ?? 0} to ${maximum ?? 0}` : kind;
}
