import type { ControlFailure, UserProblem } from '@dlms-telemetry/control';

/** What a command ends with. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** The command line cannot be understood, or names what is not there: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'cli.usage';
}

/** The command was understood and could not be carried out: exit 1. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly code = 'cli.failed';
}

/** A request was refused by whoever carries it out: exit 1. */
export class RefusedRequest extends CommandError {
  /** Of whoever refused, `users.invalid`. */
  readonly refusal: string;
  /** Where it is users that are wrong: each problem. */
  readonly problems: readonly UserProblem[];

  constructor({ code, message, problems = [] }: ControlFailure) {
    super(`${message} (${code})`);
    this.refusal = code;
    this.problems = problems;
  }
}

/** The reason in an unknown error, in a few words. System errors are said without their call and code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SYSTEM_REASONS[code] ?? (error.message || code);
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the other side broke the connection off',
  EPIPE: 'the other side closed the connection',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up at the moment',
  EADDRNOTAVAIL: 'the address to bind is not one of this machine',
};
