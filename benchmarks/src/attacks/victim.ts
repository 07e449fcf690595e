import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));
const SAMPLE_MS = 50;
const KIB = 1024;

/** `standalone` as a process of its own, with its memory and its lines counted. */
export class Victim {
  readonly port: Promise<number>;
  refusals = 0;
  /** Lines of the log. */
  logLines = 0;
  /** Highest resident set since `beginPeak`, octets. */
  peak = 0;
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;

  /** @param came told of the value of each reading */
  constructor(options: readonly string[], came: (value: number) => void) {
    const child = spawn(process.execPath, [MAIN, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const listening = Promise.withResolvers<number>();
    this.port = listening.promise;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"refused"')) this.refusals += 1;
      else if (line.startsWith('{"listening"'))
        listening.resolve(Number(/"port":(\d+)/.exec(line)?.[1]));
      else came(Number(/"Value":(\d+)/.exec(line)?.[1]));
    });
    createInterface({ input: child.stderr }).on('line', () => {
      this.logLines += 1;
    });
    child.once('exit', () => {
      listening.reject(new Error('standalone has ended'));
    });
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS);
  }

  /** Resident octets now; NaN where there is no /proc. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid ?? 0}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * KIB;
  }

  beginPeak(): void {
    this.peak = 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await ended;
  }

  async #sample(): Promise<void> {
    const memory = await this.memory();
    if (memory > this.peak) this.peak = memory;
  }
}
