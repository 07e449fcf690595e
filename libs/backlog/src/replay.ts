import type { BacklogCause } from '@dlms-telemetry/store';
import { ReceptorReplay, type ReplayPorts, type ReplayReceptor } from './receptor-replay.js';

/** So often it is looked which receptors have a backlog: other processes add to it too. */
const LOOK_MS = 2_000;

/** Brings backlogs back, each receptor's at its own pace. */
export class Replay {
  readonly #ports: ReplayPorts;
  readonly #options: readonly ReplayReceptor[];
  readonly #receptors = new Map<string, ReceptorReplay>();
  #cancelLook: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(ports: ReplayPorts, receptors: readonly ReplayReceptor[]) {
    this.#ports = ports;
    this.#options = receptors;
  }

  /** Goes on with what an earlier run has left, at the pace that it had. */
  async start(): Promise<void> {
    this.#add(this.#options, await this.#ports.backlog.runs());
    await this.#look();
  }

  /** Goes over to other receptors and paces. The backlog of a receptor that has left stays where it is. */
  async update(receptors: readonly ReplayReceptor[]): Promise<void> {
    const names = new Set(receptors.map(({ name }) => name));
    const gone = [...this.#receptors].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.#receptors.delete(name);
    const added: ReplayReceptor[] = [];
    for (const receptor of receptors) {
      const known = this.#receptors.get(receptor.name);
      if (known === undefined) added.push(receptor);
      else known.update(receptor);
    }
    await Promise.all(gone.map(([, replay]) => replay.stop()));
    if (added.length > 0) this.#add(added, await this.#runs());
  }

  /** Without them the first run comes an interval from now. */
  async #runs(): Promise<ReadonlyMap<string, number>> {
    try {
      return await this.#ports.backlog.runs();
    } catch (error) {
      this.#ports.events.replayFailed({ receptor: null, error });
      return new Map();
    }
  }

  /** Frames of each receptor that are back and not settled. */
  get waiting(): readonly { readonly receptor: string; readonly frames: number }[] {
    const { waiting } = this.#ports;
    return [...this.#receptors.keys()].map((receptor) => ({
      receptor,
      frames: waiting.waiting(receptor),
    }));
  }

  /** A receptor has a backlog: for who stores it to say at once what would be seen with the next look. */
  found(receptor: string, cause: BacklogCause): void {
    this.#receptors.get(receptor)?.found(cause);
  }

  /** Sends nothing more, and resolves when what was sent has left the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    await this.#looking;
    await Promise.all([...this.#receptors.values()].map((receptor) => receptor.stop()));
  }

  /** @param runs when the last run of each was, milliseconds since 1970 */
  #add(receptors: readonly ReplayReceptor[], runs: ReadonlyMap<string, number>): void {
    for (const receptor of receptors) {
      const { name } = receptor;
      this.#receptors.set(name, new ReceptorReplay(this.#ports, receptor, runs.get(name)));
    }
  }

  async #look(): Promise<void> {
    const { backlog, clock, events } = this.#ports;
    try {
      for (const { receptor, cause } of await backlog.waiting([...this.#receptors.keys()]))
        this.found(receptor, cause);
    } catch (error) {
      events.replayFailed({ receptor: null, error });
    }
    if (this.#stopped) return;
    this.#cancelLook = clock.setTimer(LOOK_MS, () => {
      this.#looking = this.#look();
    });
  }
}
