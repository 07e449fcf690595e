import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The apps of a pipeline. */
export const APPS = ['gateway', 'decoder', 'historic', 'recorder', 'admin-api'] as const;
export type App = (typeof APPS)[number];

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A line of a log. */
export type Line = Readonly<Record<string, unknown>>;

/** What a process is started with. */
export interface AppOptions {
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Told of each line that it writes; of what is no JSON as `{ text }`. */
  readonly told?: (line: Line) => void;
}

const END_WITH_PARENT = new URL('./end-with-parent.js', import.meta.url);
const BUILT = new URL(import.meta.url.replace('/src/', '/dist/'));

/** An app as a process of its own, with the lines of its log as they come. */
export class AppProcess {
  readonly app: App;
  readonly pid: number;
  readonly lines: Line[] = [];
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  #watchers: (() => void)[] = [];
  #gone = false;

  constructor(app: App, { config, env, told }: AppOptions) {
    this.app = app;
    const main = new URL(`../../../apps/${app}/dist/main.js`, BUILT);
    const guard = new URL(END_WITH_PARENT.href.replace('/src/', '/dist/').replace(/\.ts$/u, '.js'));
    const child = spawn(
      process.execPath,
      ['--import', guard.href, fileURLToPath(main), '--config', config],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, ...env },
        // A group of its own: Ctrl-C on a terminal is for the one that stops them in order.
        detached: true,
      },
    );
    this.#child = child;
    this.pid = child.pid ?? 0;
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (text) => {
        const line = readLine(text);
        this.lines.push(line);
        told?.(line);
        this.#wake();
      });
    this.ended = once(child, 'close').then(([code, signal]: unknown[]) => {
      this.#gone = true;
      this.#wake();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** Resolves with the lines that `choose` takes once there are `count` of them. */
  async linesWhere(choose: (line: Line) => boolean, count = 1): Promise<Line[]> {
    for (;;) {
      const chosen = this.lines.filter(choose);
      if (chosen.length >= count) return chosen;
      if (this.#gone) throw new Error(`${this.app} has ended\n${this.text}`);
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Resolves with the first line of an event. */
  async event(name: string): Promise<Line> {
    const [line] = await this.linesWhere(({ event }) => event === name);
    return line ?? {};
  }

  /** The port on which a receptor listens, once it does. */
  async port(receptor: string): Promise<number> {
    const [line] = await this.linesWhere(
      (line) => line.event === 'listening' && line.receptor === receptor,
    );
    return Number(line?.port);
  }

  /** Where metrics and health are, once they are. */
  async http(): Promise<string> {
    const [line] = await this.linesWhere(
      ({ event, msg }) => event === 'observed' || msg === 'the API is open',
    );
    return `http://127.0.0.1:${String(line?.port)}`;
  }

  /** Everything that it has written. */
  get text(): string {
    return this.lines.map((line) => JSON.stringify(line)).join('\n');
  }

  /** Sends a signal and resolves when the process has ended. */
  async signal(signal: NodeJS.Signals): Promise<End> {
    this.#child.kill(signal);
    return await this.ended;
  }

  #wake(): void {
    for (const resolve of this.#watchers.splice(0)) resolve();
  }
}

function readLine(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return { text };
  }
}
