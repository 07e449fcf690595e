import { sql, type RawBuilder } from 'kysely';

/** Which users of a device are wanted: those that agree with all that is given. */
export interface UsersSelection {
  /** Part of the address, title, serial or label, in any case of letters. */
  readonly text?: string | undefined;
  readonly ip?: string | undefined;
  readonly systemTitle?: string | undefined;
  readonly serial?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** Where a page begins: after the user with this place, as a former page gave it. */
export interface UsersPlace {
  /** As Postgres writes a moment, to the microsecond. */
  readonly createdAt: string;
  /** UUID. */
  readonly id: string;
}

/** What a selection says in SQL. */
export function whereSelected(device: string, selection: UsersSelection): RawBuilder<unknown> {
  const { text, ip, systemTitle, serial, enabled } = selection;
  const conditions = [sql`device = ${device}`];
  if (ip !== undefined) conditions.push(sql`ip = ${ip}`);
  if (systemTitle !== undefined) conditions.push(sql`system_title = ${systemTitle}`);
  if (serial !== undefined) conditions.push(sql`serial = ${serial}`);
  if (enabled !== undefined) conditions.push(sql`enabled = ${enabled}`);
  if (text !== undefined)
    conditions.push(sql`position(lower(${text}) in
      lower(concat_ws(E'\n', ip, system_title, serial, label))) > 0`);
  return sql.join(conditions, sql` and `);
}

/** What comes after a place, in the order in which users were registered. */
export function afterPlace(place: UsersPlace | undefined): RawBuilder<unknown> {
  if (place === undefined) return sql`true`;
  return sql`(created_at, id) > (${place.createdAt}::timestamptz, ${place.id}::uuid)`;
}
