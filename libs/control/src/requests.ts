import { z } from 'zod';

const LONGEST_TEXT = 512;
const text = z.string().max(LONGEST_TEXT);

const selection = z.strictObject({
  code: text.optional(),
  receptor: text.optional(),
  /** Hex, in upper case. */
  systemTitle: text.optional(),
  /** Of the meter that is registered with this serial. */
  serial: text.optional(),
  frameId: z.uuid().optional(),
  /** Those that came to their end too. */
  resolved: z.boolean().optional(),
});
/** Which dead letters are meant: those that agree with every field given. */
export type DeadSelection = z.infer<typeof selection>;

const KIBI = 1024;
const MEBI = 1024 * KIBI;
const LONGEST_LOOPBACK_MS = 3_600_000;

const schemas = {
  'dead.list': z.strictObject({
    command: z.literal('dead.list'),
    selection,
    /** At most so many. */
    limit: z.int().positive().optional(),
  }),
  'dead.rerun': z.strictObject({ command: z.literal('dead.rerun'), selection }),
  'dead.discard': z.strictObject({ command: z.literal('dead.discard'), selection }),
  'backlog.list': z.strictObject({ command: z.literal('backlog.list') }),
  'users.list': z.strictObject({ command: z.literal('users.list'), device: text }),
  'users.import': z.strictObject({
    command: z.literal('users.import'),
    device: text,
    /** As they came: whoever keeps users checks them, and tells the place of each problem. */
    users: z.array(z.unknown()).readonly(),
  }),
  loopback: z.strictObject({
    command: z.literal('loopback'),
    receptor: text,
    /** Address from which the octets are to seem to come. */
    ip: z.union([z.ipv4(), z.ipv6()]),
    transport: z.enum(['tcp', 'udp']),
    /** Hex, in the order in which they come; of UDP each is a datagram. */
    packets: z.array(z.hex().min(2)).min(1),
    /** How long is waited for what comes of them. */
    timeoutMs: z.int().positive().max(LONGEST_LOOPBACK_MS),
  }),
};

const request = z.discriminatedUnion('command', [
  schemas['dead.list'],
  schemas['dead.rerun'],
  schemas['dead.discard'],
  schemas['backlog.list'],
  schemas['users.list'],
  schemas['users.import'],
  schemas.loopback,
]);

/** Each command's request: one JSON object on a line, one a connection, `command` first. */
export type Requests = { readonly [C in keyof typeof schemas]: z.infer<(typeof schemas)[C]> };
/** What can be asked of a running process. */
export type Command = keyof Requests;
/** Any of the requests. */
export type ControlRequest = Requests[Command];

/** A request, or in a sentence why there is none. */
export type ReadRequest =
  | { readonly request: ControlRequest; readonly problem?: never }
  | { readonly request?: never; readonly problem: string };

/** Reads a line. */
export function readRequest(line: string): ReadRequest {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return { problem: 'the line is no JSON' };
  }
  const parsed = request.safeParse(read);
  if (parsed.success) return { request: parsed.data };
  return { problem: z.prettifyError(parsed.error) };
}

const MOST_OCTETS = 16 * KIBI;
/** Commands whose requests may be longer. */
const LONG: Readonly<Partial<Record<Command, number>>> = {
  'users.import': 16 * MEBI,
  loopback: 2 * MEBI,
};

/** Octets that a line may have, by its beginning: what does not say at once that it is long is not. */
export function mostOctetsOf(beginning: string): number {
  const [, command] = /^\s*\{\s*"command"\s*:\s*"([^"]*)"/u.exec(beginning) ?? [];
  const known = Object.entries(LONG).find(([name]) => name === command);
  return known?.[1] ?? MOST_OCTETS;
}
