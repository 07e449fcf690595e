import type { Command } from './requests.js';

/** A dead letter as an operator sees it, without its octets' keys or values. */
export interface DeadLetterEntry {
  readonly frameId: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly receptor: string;
  readonly remoteAddress: string;
  /** Hex, where the APDU named one. */
  readonly systemTitle: string | null;
  readonly code: string;
  readonly message: string;
  readonly layer: string;
  readonly offset: number | null;
  /** How it came to its end; null until then. */
  readonly resolution: 'readings' | 'discarded' | null;
}

/** What came of a call to run dead letters again. */
export interface RerunCount {
  /** Back in their queues, or given up. */
  readonly frames: number;
  /** Left as they are: nobody decodes for their receptor. */
  readonly withoutReceptor: number;
}

/** What waits in the backlog of a receptor. */
export interface BacklogSummary {
  readonly receptor: string;
  readonly causes: readonly {
    readonly cause: 'overload' | 'broker' | 'rerun';
    readonly frames: number;
    readonly envelopes: number;
  }[];
  readonly frames: number;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly oldestReceivedAt: number | null;
  /** How long it takes to replay it at the present settings; null when that is not known. */
  readonly drainSeconds: number | null;
}

/** A registered user, without any key. */
export type ListedUser = Readonly<Record<string, unknown>>;

/** What an import of users changed. */
export interface ImportResult {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warnings: readonly string[];
}

/** What is wrong with a user that was to be imported. */
export interface UserProblem {
  /** Place in what was sent, from 0; left out where it is the list as a whole. */
  readonly index?: number | undefined;
  /** Its field, letter for letter; empty where it is the user as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Where a frame was kept at first, or what came of it. */
export type LoopbackEnd = 'readings' | 'dead-letter' | 'overflow' | 'backlog' | 'pending';

/** What comes of octets that were sent in a loopback, as it comes. */
export type LoopbackAnswer =
  | {
      /** A frame was cut from the octets, or they were refused before. */
      readonly captured: {
        readonly frameId: string;
        readonly receptor: string;
        readonly remoteAddress: string;
        readonly connectionId: string;
        readonly octets: number;
      };
    }
  | {
      readonly reading: {
        readonly routingKey: string;
        readonly reading: unknown;
        readonly frameId: string;
      };
    }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly layer: string;
        readonly offset: number | null;
        readonly frameId: string;
      };
    }
  | {
      readonly ended: {
        readonly frameId: string;
        readonly end: LoopbackEnd;
        readonly readings: number;
      };
    };

/** How the frames of a loopback ended, together. */
export interface LoopbackCount {
  readonly frames: number;
  readonly readings: number;
  /** Frames that gave none: dead letters. */
  readonly refused: number;
  /** Frames that had come to no end within the time, those in overflow or backlog too. */
  readonly pending: number;
}

/** What is told of a request that was refused or failed. */
export interface ControlFailure {
  readonly code: string;
  readonly message: string;
  /** Where it is users that are wrong: each problem. */
  readonly problems?: readonly UserProblem[];
}

/** What each command answers, a JSON object a line; the last one is `done`, or `error`. */
export interface Answers {
  readonly 'dead.list': { readonly letter: DeadLetterEntry } | { readonly done: RerunCount };
  readonly 'dead.rerun': { readonly done: RerunCount };
  readonly 'dead.discard': { readonly done: RerunCount };
  readonly 'backlog.list':
    { readonly backlog: BacklogSummary } | { readonly done: { readonly receptors: number } };
  readonly 'users.list':
    { readonly user: ListedUser } | { readonly done: { readonly users: number } };
  readonly 'users.import': { readonly done: ImportResult };
  readonly loopback: LoopbackAnswer | { readonly done: LoopbackCount };
}

/** A line that a running process sends. */
export type ControlAnswer = Answers[Command] | { readonly error: ControlFailure };
