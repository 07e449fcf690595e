/** Why the simulator cannot do what it was told. */
export type SimulateErrorCode =
  | 'simulate.options' // an option is out of its range
  | 'simulate.counters' // invocation counters cannot be read or kept
  | 'simulate.connection'; // the receptor cannot be reached, or closed the connection

/** What each code means and what to do about it, for docs/errors.md. */
export const simulateErrorAdvice: Readonly<
  Record<SimulateErrorCode, { readonly meaning: string; readonly advice: string }>
> = {
  'simulate.options': {
    meaning: 'The simulator was given an option out of its range.',
    advice: 'The message names the option and what is allowed.',
  },
  'simulate.counters': {
    meaning: 'The invocation counters of simulated meters cannot be read or kept.',
    advice:
      'Make room, or put the permissions of the file right. A damaged file may be deleted once nobody needs the frames sent under the same keys any more: the counters begin again at 0.',
  },
  'simulate.connection': {
    meaning: 'A simulated meter does not reach its receptor, or the receptor closed.',
    advice: 'It tries again by itself; look at whether the receptor listens on that port.',
  },
};

/** Misuse of the simulator, or something around it that failed. Callers switch on `code`. */
export class SimulateError extends Error {
  override readonly name = 'SimulateError';
  readonly code: SimulateErrorCode;

  constructor(code: SimulateErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
