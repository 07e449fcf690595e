import type {
  Answers,
  BacklogSummary,
  DeadLetterEntry,
  ImportResult,
  ListedUser,
  RerunCount,
} from './answers.js';
import { ControlError } from './errors.js';
import type { Command, DeadSelection, Requests } from './requests.js';

/** What tells that octets are a meter's: its title, or where none was named its address. */
export interface MeterOfSerial {
  readonly receptor: string;
  /** Hex, in upper case. */
  readonly systemTitle: string | null;
  /** One address, no range. */
  readonly remoteAddress: string | null;
}

/** Dead letters that are meant, with serials looked up. */
export interface ResolvedSelection extends Omit<DeadSelection, 'serial'> {
  /** Those of any of these. */
  readonly meters?: readonly MeterOfSerial[] | undefined;
}

/** Who carries requests out. */
export interface ControlDesks {
  readonly deadLetters: {
    list(selection: ResolvedSelection, limit?: number): AsyncIterable<DeadLetterEntry>;
    rerun(selection: ResolvedSelection, signal?: AbortSignal): Promise<RerunCount>;
    discard(selection: ResolvedSelection, signal?: AbortSignal): Promise<number>;
  };
  readonly backlog: { summary(): Promise<readonly BacklogSummary[]> };
  readonly users: {
    list(device: string): Promise<readonly ListedUser[]>;
    importUsers(device: string, users: readonly unknown[]): Promise<ImportResult>;
  };
  /** By what the meters that are registered with a serial are known. */
  readonly metersOf: (serial: string) => Promise<readonly MeterOfSerial[]>;
  /** Left out where nothing runs. */
  readonly loopback?:
    | ((request: Requests['loopback'], signal: AbortSignal) => AsyncIterable<Answers['loopback']>)
    | undefined;
}

type Handlers = {
  readonly [C in Command]: (
    request: Requests[C],
    desks: ControlDesks,
    signal: AbortSignal,
  ) => AsyncGenerator<Answers[C]>;
};

const handlers: Handlers = {
  async *'dead.list'({ selection, limit }, desks) {
    let frames = 0;
    for await (const letter of desks.deadLetters.list(await resolved(selection, desks), limit)) {
      frames++;
      yield { letter };
    }
    yield { done: { frames, withoutReceptor: 0 } };
  },
  async *'dead.rerun'({ selection }, desks, signal) {
    yield { done: await desks.deadLetters.rerun(await resolved(selection, desks), signal) };
  },
  async *'dead.discard'({ selection }, desks, signal) {
    const frames = await desks.deadLetters.discard(await resolved(selection, desks), signal);
    yield { done: { frames, withoutReceptor: 0 } };
  },
  async *'backlog.list'(_, desks) {
    const summary = await desks.backlog.summary();
    for (const backlog of summary) yield { backlog };
    yield { done: { receptors: summary.length } };
  },
  async *'users.list'({ device }, desks) {
    const users = await desks.users.list(device);
    for (const user of users) yield { user };
    yield { done: { users: users.length } };
  },
  async *'users.import'({ device, users }, desks) {
    yield { done: await desks.users.importUsers(device, users) };
  },
  async *loopback(request, { loopback }, signal) {
    if (loopback === undefined)
      throw new ControlError('control.not-running', 'no process runs on the data folder');
    yield* loopback(request, signal);
  },
};

/**
 * Carries a request out and gives the answers as they come, `done` the last.
 *
 * @param signal ends long ones after what is in work
 * @throws {ControlError} and whatever the desks throw
 */
export function carryOut<C extends Command>(
  request: Requests[C] & { readonly command: C },
  desks: ControlDesks,
  signal: AbortSignal,
): AsyncGenerator<Answers[C]> {
  return handlers[request.command](request, desks, signal);
}

async function resolved(
  { serial, ...selection }: DeadSelection,
  { metersOf }: ControlDesks,
): Promise<ResolvedSelection> {
  if (serial === undefined) return selection;
  const meters = await metersOf(serial);
  if (meters.length > 0) return { ...selection, meters };
  throw new ControlError(
    'control.unknown-serial',
    `no user with a system title or an address of its own has the serial ${JSON.stringify(serial)}`,
  );
}
