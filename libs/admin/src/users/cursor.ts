import type { UsersPlace } from '@dlms-telemetry/store';
import { z } from 'zod';
import { AdminError } from '../errors.js';

const place = z.tuple([
  z.string().regex(/^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?$/u),
  z.uuid(),
]);

/** A place in the list of users, as a page names the next one. */
export function cursorOf({ createdAt, id }: UsersPlace): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

/** The place that a cursor names. @throws {AdminError} `request.invalid` */
export function placeOf(cursor: string | undefined): UsersPlace | undefined {
  if (cursor === undefined) return undefined;
  const found = place.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (found.success) return { createdAt: found.data[0], id: found.data[1] };
  const errors = [{ place: 'cursor', message: 'is not allowed: `next` of a page' }];
  throw new AdminError('request.invalid', '1 error: nothing was changed', { errors });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
