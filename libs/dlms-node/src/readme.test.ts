import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, expect, test, vi } from 'vitest';

const README = new URL('../../dlms/README.md', import.meta.url);
const FOLDER = new URL('../out-tsc/readme/', import.meta.url);
const VECTORS = new URL('../../dlms/vectors/austria.json', import.meta.url);

interface Vector {
  readonly id: string;
  readonly frameHex: readonly string[];
  readonly security: { readonly ek: string };
}

/** Each example, and what it says it prints where it says so. */
function examplesOf(markdown: string): { code: string; prints: string }[] {
  const blocks = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;
  return [...markdown.matchAll(blocks)].map(([, code = '', prints = '']) => ({ code, prints }));
}

/** What a reader of the first example has of their own. */
async function ownOctets(): Promise<string> {
  const { vectors } = JSON.parse(await readFile(VECTORS, 'utf8')) as { vectors: Vector[] };
  const vector = vectors.find(({ id }) => id === 'at-evn-example');
  if (vector === undefined) throw new Error('the vector of the example is gone');
  const { frameHex, security } = vector;
  return `const FRAME = '${frameHex.join('')}';
const BLOCK_CIPHER_KEY = '${security.ek}';
`;
}

const examples = examplesOf(await readFile(README, 'utf8'));

afterAll(() => rm(FOLDER, { recursive: true, force: true }));

test('the README of libs/dlms has its three examples', () => {
  expect(examples).toHaveLength(3);
});

test.each(examples.map((example, index) => ({ ...example, index })))(
  'example $index of the README of libs/dlms prints what it says',
  async ({ code, prints, index }) => {
    await mkdir(FOLDER, { recursive: true });
    const file = new URL(`example-${index}.mjs`, FOLDER);
    await writeFile(file, (await ownOctets()) + code);
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      lines.push(values.join(' '));
    });
    await import(file.href);
    log.mockRestore();
    expect(`${lines.join('\n')}\n`).toBe(prints);
  },
);
