import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));
const LINE_FEED = 0x0a;
/** Stands once in the lines of a frame: the first register, the third element of the payload. */
const FIRST_READING = Buffer.from('-2.1","Serial":"MTR');
const SERIAL_DIGITS = 8;

/** `standalone` as a process of its own; its readings are counted as they come on stdout. */
export class StandaloneProcess {
  readonly pid: number;
  /** The port it listens on. */
  readonly listening: Promise<number>;
  /** Readings that have come out. */
  readings = 0;
  /** Told of each frame whose readings come out, with the meter it is of. */
  onFrame: ((meter: number) => void) | undefined;
  readonly #child: ChildProcess;
  #log = '';
  /** The end of a line that is not there yet. */
  #rest: Buffer = Buffer.alloc(0);

  /** @param options command line of Node and of the program */
  constructor(options: readonly string[], nodeOptions: readonly string[] = []) {
    const child = spawn(process.execPath, [...nodeOptions, MAIN, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    this.listening = this.#follow(child.stdout);
  }

  /** Stops it cleanly, and gives the milliseconds until it had ended and what its last log line says. */
  async stop(): Promise<{
    readonly ms: number;
    readonly counts: Readonly<Record<string, unknown>>;
  }> {
    const start = performance.now();
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const [code] = (await closed) as [number | null];
    const ms = performance.now() - start;
    const lines = this.#log.trim().split('\n');
    const last = lines.findLast((line) => line.includes('"msg":"stopped"'));
    if (code !== 0 || last === undefined) throw new Error(`standalone has failed\n${this.#log}`);
    if (this.#log.includes('stopped before all was settled'))
      throw new Error('standalone did not settle all frames in the time that a stop has');
    return { ms, counts: JSON.parse(last) as Record<string, unknown> };
  }

  async #follow(stdout: Readable): Promise<number> {
    const first = Promise.withResolvers<number>();
    stdout.on('data', (chunk: Buffer) => {
      const text = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
      const end = text.lastIndexOf(LINE_FEED) + 1;
      this.#rest = text.subarray(end);
      const lines = text.subarray(0, end);
      if (this.readings === 0 && lines.includes('"listening"')) {
        const port = /"port":(\d+)/.exec(lines.toString('latin1'))?.[1];
        first.resolve(Number(port));
        return;
      }
      this.#count(lines);
    });
    stdout.on('close', () => {
      first.reject(new Error(`standalone does not listen\n${this.#log}`));
    });
    return await first.promise;
  }

  #count(lines: Buffer): void {
    for (let at = lines.indexOf(LINE_FEED); at >= 0; at = lines.indexOf(LINE_FEED, at + 1))
      this.readings++;
    if (this.onFrame === undefined) return;
    for (
      let at = lines.indexOf(FIRST_READING);
      at >= 0;
      at = lines.indexOf(FIRST_READING, at + 1)
    ) {
      const digits = at + FIRST_READING.length;
      this.onFrame(Number(lines.toString('latin1', digits, digits + SERIAL_DIGITS)));
    }
  }
}
