import { readUsersText, UsersError } from '@dlms-telemetry/options';
import {
  UserRegistryError,
  type UsersDesk,
  type ChangedUser,
  type Note,
  type UsersToDelete,
} from '@dlms-telemetry/registry';
import type { AuditRepository } from '@dlms-telemetry/store';
import type { z } from 'zod';
import { callerOf, doneBy } from '../access/caller.js';
import { AdminError } from '../errors.js';
import type { AdminEvents } from '../events.js';
import { problemOf } from '../http/problem.js';
import type { ApiRequest } from '../http/request.js';
import { cursorOf, placeOf } from './cursor.js';
import type {
  changedUserAnswer,
  deletedUsersAnswer,
  listedUsersAnswer,
  listUsersQuery,
  takenUsersAnswer,
} from './users.schemas.js';

/** What was taken, as it is answered. */
export type TakenAnswer = z.infer<typeof takenUsersAnswer>;
/** What was deleted, as it is answered. */
export type DeletedAnswer = z.infer<typeof deletedUsersAnswer>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** What callers do with users: each change stands in the audit log, stored together with it. */
export class UsersUseCases {
  readonly #desk: UsersDesk;
  readonly #devices: () => readonly string[];
  readonly #audit: Pick<AuditRepository, 'add'>;
  readonly #events: AdminEvents;

  /** @param devices names of the receptors as they are now */
  constructor(
    desk: UsersDesk,
    devices: () => readonly string[],
    audit: Pick<AuditRepository, 'add'>,
    events: AdminEvents,
  ) {
    this.#desk = desk;
    this.#devices = devices;
    this.#audit = audit;
    this.#events = events;
  }

  /** The receptor that a path names: letter for letter, else in another case of letters where only one fits. */
  deviceNamed(text: string): string {
    const devices = this.#devices();
    if (devices.includes(text)) return text;
    const same = devices.filter((name) => name.toLowerCase() === text.toLowerCase());
    return same.length === 1 ? (same[0] ?? text) : text;
  }

  /** An id as the store takes it. @throws {UserRegistryError} `users.unknown-user`: what is no id is nobody's */
  userId(text: string): string {
    if (UUID.test(text)) return text.toLowerCase();
    throw new UserRegistryError('users.unknown-user', 'there is no user with this id');
  }

  /** Takes the users in a request's text. */
  async take(name: string, request: ApiRequest, action: string): Promise<TakenAnswer> {
    const device = this.deviceNamed(name);
    this.#desk.receptor(device);
    const { users, lineOf } = readUsersText(request.text ?? '');
    const noted = this.#noted(request, action, device);
    const result = await this.#desk.take(device, users, noted.note).catch((error: unknown) => {
      throw error instanceof UsersError ? withLines(error, lineOf) : error;
    });
    await noted.end(result.users);
    const { added, updated, unchanged, warnings } = result;
    const changed = result.users.map(answered);
    return { added, updated, unchanged, warnings: [...warnings], users: changed };
  }

  /** Replaces fields of a user. */
  async patch(
    name: string,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    request: ApiRequest,
  ): Promise<TakenAnswer> {
    const device = this.deviceNamed(name);
    const noted = this.#noted(request, 'users.patch', device);
    const user = this.userId(id);
    const result = await this.#desk.patch(device, user, fields, noted.note).catch(ofOneUser);
    await noted.end(result.users);
    const { added, updated, unchanged, warnings } = result;
    const users = result.users.map(answered);
    return { added, updated, unchanged, warnings: [...warnings], users };
  }

  /** Lets a user be found or not. */
  async setEnabled(
    name: string,
    id: string,
    enabled: boolean,
    request: ApiRequest,
  ): Promise<TakenAnswer> {
    const device = this.deviceNamed(name);
    const noted = this.#noted(request, enabled ? 'users.enable' : 'users.disable', device);
    const users = await this.#desk.setEnabled(device, this.userId(id), enabled, noted.note);
    await noted.end(users);
    const updated = users.filter(({ change }) => change === 'updated').length;
    const unchanged = users.length - updated;
    return { added: 0, updated, unchanged, warnings: [], users: users.map(answered) };
  }

  /** Deletes by addresses and titles. */
  async delete(name: string, which: UsersToDelete, request: ApiRequest): Promise<DeletedAnswer> {
    const device = this.deviceNamed(name);
    const noted = this.#noted(request, 'users.delete', device);
    const { users, warnings } = await this.#desk.delete(device, which, noted.note);
    await noted.end(users);
    return { deleted: users.length, warnings: [...warnings], users: users.map(answered) };
  }

  /** Deletes one user. */
  async deleteOne(name: string, id: string, request: ApiRequest): Promise<DeletedAnswer> {
    const device = this.deviceNamed(name);
    const noted = this.#noted(request, 'users.delete', device);
    const user = await this.#desk.deleteOne(device, this.userId(id), noted.note);
    await noted.end([user]);
    return { deleted: 1, warnings: [], users: [answered(user)] };
  }

  /** A page of users. */
  async list(
    name: string,
    {
      source,
      limit,
      cursor,
      ip,
      text,
      systemTitle,
      serial,
      enabled,
    }: z.infer<typeof listUsersQuery>,
  ): Promise<z.infer<typeof listedUsersAnswer>> {
    const device = this.deviceNamed(name);
    if (source === 'file') {
      const users = [...this.#desk.ofFile(device)];
      return { users: users as ListedAnswer, total: users.length };
    }
    const selection = { text, ip, systemTitle: systemTitle?.toUpperCase(), serial, enabled };
    const page = await this.#desk.page(device, selection, placeOf(cursor), limit);
    const { users, total, next } = page;
    return {
      users: users as ListedAnswer,
      total,
      ...(next !== undefined && { next: cursorOf(next) }),
    };
  }

  /** The note that is stored with a change; without one nothing was changed, and that is noted afterwards. */
  #noted(request: ApiRequest, action: string, device: string) {
    const caller = callerOf(request);
    const rowOf = (changed: readonly ChangedUser[]) =>
      doneBy(caller, action, device, detailOf(changed));
    const end = async (users: readonly ChangedUser[]): Promise<void> => {
      const changed = users.filter(({ change }) => change !== 'unchanged');
      if (changed.length === 0) await this.#audit.add(rowOf([]));
      else this.#events.changed({ action, object: device, keyId: caller.keyId });
    };
    const note: Note = rowOf;
    return { note, end };
  }
}

type ListedAnswer = z.infer<typeof listedUsersAnswer>['users'];

function answered({
  ip,
  systemTitle,
  fields,
  ...user
}: ChangedUser): z.infer<typeof changedUserAnswer> {
  return {
    ...user,
    ...(ip !== null && { Ip: ip }),
    ...(systemTitle !== null && { SystemTitle: systemTitle }),
    fields: [...fields],
  };
}

/** Which users, and the names of fields; never what stood or stands in them. */
function detailOf(changed: readonly ChangedUser[]) {
  const counts: Record<string, number> = {};
  for (const { change } of changed) counts[change] = (counts[change] ?? 0) + 1;
  return { ...counts, users: changed.map(answered) };
}

function withLines(error: UsersError, lineOf: (index: number) => number | undefined): AdminError {
  const { errors = [], detail } = problemOf(error);
  const lines = error.problems.map(({ index }) =>
    index === undefined ? undefined : lineOf(index),
  );
  return new AdminError('users.invalid', detail, {
    errors: errors.map((located, at) => {
      const line = lines[at];
      return line === undefined ? located : { ...located, line };
    }),
  });
}

/** Of a change the body is the user itself. */
function ofOneUser(error: unknown): never {
  if (!(error instanceof UsersError)) throw error;
  const { errors = [], detail } = problemOf(error);
  throw new AdminError('users.invalid', detail, {
    errors: errors.map(({ place, ...rest }) => ({
      ...rest,
      place: place.replace(/^\/users\/0(?=\/|$)/u, '') || '/',
    })),
  });
}
