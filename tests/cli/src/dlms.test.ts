import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dlms } from './dlms-process.js';

interface Vector {
  readonly id: string;
  readonly frameHex: string | readonly string[];
  readonly security: { readonly ek: string } | null;
}

function vectorOf(group: string, id: string): Vector {
  const file = new URL(`../../../libs/dlms/vectors/${group}.json`, import.meta.url);
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] };
  const vector = vectors.find((each) => each.id === id);
  if (vector === undefined) throw new Error(`there is no vector ${id}`);
  return vector;
}

const linesOf = ({ frameHex }: Vector) => `${[frameHex].flat().join('\n')}\n`;

describe('the dlms command', () => {
  it('decodes what comes on standard input, with a key from the environment', async () => {
    const vector = vectorOf('austria', 'at-evn-example');
    const ended = await dlms(['decode', '-'], {
      stdin: linesOf(vector),
      env: { DLMS_BLOCK_CIPHER_KEY: vector.security?.ek ?? '' },
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(14);
  });

  it('ends with 1 for a frame that is refused, and with 2 for what it cannot understand', async () => {
    const refused = await dlms(['decode', linesOf(vectorOf('austria', 'at-evn-example'))]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ refused: { code: 'security.no-key' } });
    expect(await dlms(['decode', 'xyz'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'dlms: line 1: "x" is no hex digit\n',
    });
  });

  it('pushes the frames of a file and reports on stderr', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk) => received.push(chunk)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const folder = await mkdtemp(join(tmpdir(), 'dlms-'));
    const vector = vectorOf('austria', 'at-evn-example');
    await writeFile(join(folder, 'frames.txt'), `# two telegrams\n${linesOf(vector)}`);
    const ended = await dlms(['push', join(folder, 'frames.txt'), '--to', `127.0.0.1:${port}`]);
    server.close();
    await rm(folder, { recursive: true });
    expect(ended).toMatchObject({ code: 0, stdout: '' });
    expect(ended.stderr).toMatch(/^sent 2 frames, \d+ octets/);
    expect(Buffer.concat(received).toString('hex')).toBe([vector.frameHex].flat().join(''));
  });

  it('stops without a word when nobody reads its output any more', async () => {
    const frame = linesOf(vectorOf('switzerland', 'ch-iskra-am550-hdlc-segments'));
    const ended = await dlms(['decode', '-'], { stdin: frame.repeat(200), stopReading: true });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('tells its version', async () => {
    expect((await dlms(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('explains itself', async () => {
    for (const args of [
      ['--help'],
      ['decode', '--help'],
      ['push', '--help'],
      ['config', '--help'],
      ['config', 'check', '--help'],
      ['config', 'schema', '--help'],
    ]) {
      const ended = await dlms(args);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toMatch(/Exit codes:/);
    }
  });
});
