import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { ServiceError } from './service.js';

/** What is needed to start a program. */
export interface ProgramCall {
  readonly program: string;
  readonly parameters: readonly string[];
  /** Working folder: it is also how a process left over from an earlier run is recognised. */
  readonly folder: string;
  /** Both streams of output go to this file. */
  readonly log: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whom it runs as; only root may choose. */
  readonly as?: { readonly uid: number; readonly gid: number };
}

const CLEAN_STOP_LIMIT_MS = 30_000;
const LINES_OF_LOG = 20;

/** A program in a session of its own, so that Ctrl-C on the terminal does not reach it before we say so. */
export class OwnProcess {
  readonly #call: ProgramCall;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #running = true;
  #failure: Error | undefined;

  constructor(call: ProgramCall) {
    this.#call = call;
    const log = openSync(call.log, 'a');
    this.#child = spawn(call.program, call.parameters, {
      cwd: call.folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...call.environment },
      ...call.as,
    });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      const ended = (): void => {
        this.#running = false;
        resolve();
      };
      this.#child.once('exit', ended);
      this.#child.once('error', (error) => {
        this.#failure = error;
        ended();
      });
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#running;
  }

  /** @throws ServiceError with the end of its log, when it has ended by itself */
  mustRun(): void {
    if (this.#running) return;
    const tail = this.#failure?.message ?? endOf(this.#call.log);
    throw new ServiceError(`${this.#call.program} has ended by itself:\n${tail}`);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to end with a signal, and kills it when it does not. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), CLEAN_STOP_LIMIT_MS);
    await this.#ended;
    clearTimeout(kill);
  }
}

function endOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LINES_OF_LOG).join('\n');
}
