/** Why the simulator cannot do what it was told. */
export type SimulateErrorCode =
  | 'simulate.options' // an option is out of its range
  | 'simulate.counters' // invocation counters cannot be read or kept
  | 'simulate.connection'; // the receptor cannot be reached, or closed the connection

/** Misuse of the simulator, or something around it that failed. Callers switch on `code`. */
export class SimulateError extends Error {
  override readonly name = 'SimulateError';
  readonly code: SimulateErrorCode;

  constructor(code: SimulateErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
