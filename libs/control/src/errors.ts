import type { UserProblem } from './answers.js';

/** Codes of {@link ControlError}. */
export type ControlErrorCode =
  'control.request' | 'control.not-running' | 'control.unknown-serial' | 'control.failed';

/** What to do about each. */
export const controlErrorAdvice: Readonly<Record<ControlErrorCode, string>> = {
  'control.request':
    'the request is none of the protocol of this version: use the dlms command of the same version as the process',
  'control.not-running':
    'the command needs a process that runs on the data folder: start it, or give its folder with --data',
  'control.unknown-serial':
    'register the meter with its Serial, and an Ip or SystemTitle, or select its dead letters by --system-title',
  'control.failed': 'the log of the process tells more',
};

/** A request that cannot be carried out. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Code, message and problems of whatever a desk threw. */
export function failureOf(error: unknown): {
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly UserProblem[];
} {
  if (!(error instanceof Error)) return { code: 'control.failed', message: String(error) };
  const code = 'code' in error ? String(error.code) : 'control.failed';
  const { message } = error;
  if (!('problems' in error) || !Array.isArray(error.problems)) return { code, message };
  return { code, message, problems: error.problems as readonly UserProblem[] };
}
