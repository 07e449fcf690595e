import type { Io } from './io.js';
import { run } from './program.js';

/** What a command did. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout as JSON. */
  readonly lines: readonly object[];
}

/** What a test gives a command. */
export interface World {
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
}

/** Runs a command line in this process, with files and streams of the test's own. */
export async function runCommand(args: readonly string[], world: World = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdin: () => Promise.resolve(world.stdin ?? ''),
    readFile: (path) => {
      const text = world.files?.[path];
      if (text !== undefined) return Promise.resolve(text);
      return Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'ENOENT' }));
    },
    out: (text) => (stdout += text),
    err: (text) => (stderr += text),
    isTerminal: world.isTerminal ?? false,
    columns: 120,
    env: world.env ?? {},
    now: () => Date.UTC(2026, 0, 1),
  };
  const exitCode = await run(args, io);
  return {
    exitCode,
    stdout,
    stderr,
    get lines() {
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as object);
    },
  };
}
