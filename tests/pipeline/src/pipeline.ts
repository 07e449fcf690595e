import { setTimeout as sleep } from 'node:timers/promises';
import { AppProcess, type App, type AppOptions, type End } from './app-process.js';

/** What a pipeline is made of. */
export interface PipelineOptions extends AppOptions {
  /** How many processes of each app. */
  readonly processes: Readonly<Partial<Record<App, number>>>;
  /** What single apps have in their environment besides. */
  readonly envOf?: Readonly<Partial<Record<App, Readonly<Record<string, string>>>>>;
  /** Told of each process that has ended without having been told to, and is started again. */
  readonly ended?: (app: App, end: End) => void;
}

/** From the end of the way to its beginning. */
const ORDER: readonly App[] = ['recorder', 'historic', 'decoder', 'admin-api', 'gateway'];
const RESTART_MS = 1_000;

/** The apps of a fleet, each a process of its own; one that ends is started again. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #running = new Map<App, AppProcess[]>();
  #stopping = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /** Starts all at once: each waits by itself for what it needs. Resolves when all have started. */
  async start(): Promise<void> {
    const { processes } = this.#options;
    const started = ORDER.flatMap((app) =>
      Array.from({ length: processes[app] ?? 0 }, () => this.add(app)),
    );
    await Promise.all(started.map((each) => each.event('started')));
  }

  /** The processes of an app that run now. */
  of(app: App): readonly AppProcess[] {
    return this.#running.get(app) ?? [];
  }

  /** One more process. */
  add(app: App): AppProcess {
    const { config, env, envOf, told } = this.#options;
    const added = new AppProcess(app, {
      config,
      env: { ...env, ...envOf?.[app] },
      ...(told !== undefined && { told }),
    });
    this.#running.set(app, [...this.of(app), added]);
    void added.ended.then((end) => this.#restart(added, end));
    return added;
  }

  /** Stops one process for good; resolves when it has ended. */
  async remove(one: AppProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<End> {
    this.#forget(one);
    return await one.signal(signal);
  }

  /** Stops all, from the beginning of the way to its end. @returns how each has ended */
  async stop(): Promise<readonly (End & { readonly app: App })[]> {
    this.#stopping = true;
    const ends: (End & { readonly app: App })[] = [];
    for (const app of ORDER.toReversed())
      ends.push(
        ...(await Promise.all(
          this.of(app).map(async (each) => ({ app, ...(await each.signal('SIGTERM')) })),
        )),
      );
    return ends;
  }

  #forget(one: AppProcess): void {
    this.#running.set(
      one.app,
      this.of(one.app).filter((each) => each !== one),
    );
  }

  async #restart(one: AppProcess, end: End): Promise<void> {
    if (this.#stopping || !this.of(one.app).includes(one)) return;
    this.#options.ended?.(one.app, end);
    this.#forget(one);
    await sleep(RESTART_MS);
    // Told to stop meanwhile.
    if (!this.isStopping) this.add(one.app);
  }

  get isStopping(): boolean {
    return this.#stopping;
  }
}
