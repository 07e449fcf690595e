import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));

/** Runs the `dlms` command as a process of its own and gives what it prints; throws what it says of a failure. */
export async function dlms(...words: readonly string[]): Promise<string> {
  return await dlmsIn({}, ...words);
}

/** The same with variables in its environment besides. */
export async function dlmsIn(
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** A key of the API with the right to change users. */
export async function createApiKey(databaseUrl: string): Promise<string> {
  const out = await dlms(
    ...['api-keys', 'create', '--role', 'configurator', '--label', 'test', '--json'],
    ...['--database-url', databaseUrl],
  );
  return (JSON.parse(out) as { readonly key: string }).key;
}
