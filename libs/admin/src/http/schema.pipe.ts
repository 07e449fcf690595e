import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { AdminError, type Located } from '../errors.js';

/** Checks parameters and bodies by the zod schema that stands at them; names of fields in any case of letters. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  /** @throws {AdminError} `request.invalid`, with every error at its place */
  transform(value: unknown, { schema, type, data }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    const given = schema instanceof z.ZodObject ? inTheirSpelling(value ?? {}, schema) : value;
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    const errors = result.error.issues.flatMap((issue) => located(issue, type, data));
    const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
    throw new AdminError('request.invalid', `${count}: nothing was changed`, { errors });
  }
}

function inTheirSpelling(value: unknown, schema: z.ZodObject): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = new Map(Object.keys(schema.shape).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [names.get(name.toLowerCase()) ?? name, inner]),
  );
}

function located(
  issue: z.core.$ZodIssue,
  type: ArgumentMetadata['type'],
  parameter: string | undefined,
): Located[] {
  const path = issue.path.map(String);
  const at = (names: readonly string[]): string =>
    type === 'body' ? `/${names.join('/')}` : [parameter, ...names].filter(Boolean).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ place: at(path), message: issue.message }];
  return issue.keys.map((key) => ({
    place: at([...path, key]),
    message: 'there is no such field',
  }));
}
