import { type Logger, destination, pino, stdTimeFunctions } from 'pino';
import { traceIds } from './spans.js';

/** A structured log: JSON lines. */
export type Log = Logger;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Where a log goes and from which level on. */
export interface LogOptions {
  readonly level?: LogLevel;
  /** A file to append to; stderr without it. */
  readonly file?: string;
  /** The process's name, in every line. */
  readonly name: string;
}

const STDERR = 2;

/** Opens a log. Lines are written at once, so that a crash loses none. */
export function createLog({ level = 'info', file, name }: LogOptions): Log {
  return pino(
    {
      level,
      base: { process: name },
      timestamp: stdTimeFunctions.isoTime,
      // The trace that the line belongs to, where there is one.
      mixin: () => traceIds() ?? {},
      formatters: { level: (label) => ({ level: label }) },
    },
    destination(
      file === undefined ? { fd: STDERR, sync: true } : { dest: file, sync: true, mkdir: true },
    ),
  );
}

/** A log that keeps nothing: for tests, and where only counting is wanted. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}
