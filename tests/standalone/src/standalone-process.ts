import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A line of stdout. */
export type Line = Readonly<Record<string, unknown>>;

/** `standalone` as a process of its own, with its lines as they come. */
export class StandaloneProcess {
  readonly pid: number;
  readonly lines: Line[] = [];
  /** Lines of the log. */
  readonly log: Line[] = [];
  /** What came on stdout and is no line of JSON: after SIGKILL the last line may be cut short. */
  readonly torn: string[] = [];
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  #stderr = '';
  #watchers: (() => void)[] = [];
  #gone = false;

  /** @param options the command line */
  constructor(...options: readonly string[]) {
    const child = spawn(process.execPath, [MAIN, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      this.log.push(JSON.parse(line) as Line);
      this.#wake();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#take(line);
      this.#wake();
    });
    this.ended = once(child, 'close').then(([code, signal]: unknown[]) => {
      this.#gone = true;
      this.#wake();
      return {
        code: code as number | null,
        signal: signal as NodeJS.Signals | null,
        stderr: this.#stderr,
      };
    });
  }

  /** Resolves with the lines that `choose` takes once there are `count` of them. */
  linesWhere(choose: (line: Line) => boolean, count = 1): Promise<Line[]> {
    return this.#where(this.lines, choose, count);
  }

  /** Resolves with the lines of the log about an event once there are `count` of them. */
  told(event: string, count = 1): Promise<Line[]> {
    return this.#where(this.log, (line) => line.event === event, count);
  }

  async #where(
    lines: readonly Line[],
    choose: (line: Line) => boolean,
    count: number,
  ): Promise<Line[]> {
    for (;;) {
      const chosen = lines.filter(choose);
      if (chosen.length >= count) return chosen;
      if (this.#gone) throw new Error(`ended with ${this.lines.length} lines\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** The port on which a receptor listens, once it does. */
  async port(receptor: string): Promise<number> {
    const isIt = ({ listening }: Line): boolean =>
      (listening as { receptor?: string } | undefined)?.receptor === receptor;
    const [line] = await this.linesWhere(isIt);
    return (line as { listening: { port: number } }).listening.port;
  }

  /** Sends a signal and resolves when the process has ended. */
  async signal(signal: NodeJS.Signals): Promise<End> {
    this.#child.kill(signal);
    return await this.ended;
  }

  /** Closes our end of its stdout. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as Line);
    } catch {
      this.torn.push(line);
    }
  }

  #wake(): void {
    for (const resolve of this.#watchers.splice(0)) resolve();
  }
}
