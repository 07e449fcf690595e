import { readFile, stat } from 'node:fs/promises';
import { UsageError } from './errors.js';

/** All that a command has of the world around it; tests hand in their own. */
export interface Io {
  /** Standard input as text, read to its end. */
  readonly stdin: () => Promise<string>;
  readonly readFile: (path: string) => Promise<string>;
  /** Writes to standard output. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal: then it is written for people. */
  readonly isTerminal: boolean;
  /** Width of that terminal. */
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Most octets that a file or standard input may have. */
export const MAX_INPUT = 64 * 1024 * 1024;

const USUAL_COLUMNS = 80;

/** Width of a terminal; one that does not know it (editors and recorders say 0) is taken for a usual one. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns < 1 ? USUAL_COLUMNS : columns;
}

/** The process' own streams, files and environment. */
export function processIo(): Io {
  return {
    stdin: readStdin,
    readFile: readText,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
    columns: columnsOf(process.stdout),
    env: process.env,
    now: Date.now,
  };
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('reading standard input; end it with Ctrl-D\n');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_INPUT) throw new UsageError(`standard input: more than ${MAX_INPUT} octets`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_INPUT) throw new UsageError(`${path}: more than ${MAX_INPUT} octets`);
  return readFile(path, 'utf8');
}
