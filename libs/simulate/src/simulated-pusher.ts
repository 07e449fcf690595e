import type { BackOff } from './back-off.js';
import type { Counters } from './counters.js';
import type { SimulateEvents } from './events.js';
import type { MeterSocket, SimulatorClock } from './ports.js';
import type { PushWriter } from './push-writer.js';

/** What one meter pushes with, handed over by the simulator. */
export interface PusherPorts {
  readonly clock: SimulatorClock;
  readonly connect: () => Promise<MeterSocket>;
  readonly counters: Counters | null;
  readonly writer: PushWriter;
  readonly events: SimulateEvents;
}

/**
 * One meter's pushes: at most one under way, tried again until it is out or the meter is stopped. Each attempt is
 * written anew, so no invocation counter goes over the wire twice, not even after half a write.
 */
export class SimulatedPusher {
  readonly #ports: PusherPorts;
  readonly #backOff: BackOff;
  readonly #keepOpen: boolean;
  readonly #serial: string;
  #socket: MeterSocket | undefined;
  #underWay: Promise<void> | undefined;
  #stopped = false;
  #broken = false;
  #endWait: (() => void) | undefined;

  constructor(serial: string, keepOpen: boolean, backOff: BackOff, ports: PusherPorts) {
    this.#serial = serial;
    this.#keepOpen = keepOpen;
    this.#backOff = backOff;
    this.#ports = ports;
  }

  /** Begins a push. While the one before is still under way there is none: it is skipped, and counted. */
  push(): void {
    if (this.#stopped) return;
    if (this.#underWay !== undefined) {
      this.#ports.events.pushSkipped({ serial: this.#serial });
      return;
    }
    this.#underWay = this.#pushUntilOut().finally(() => {
      this.#underWay = undefined;
    });
  }

  /** No further attempt; resolves when the one under way is over and the connection is closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endWait?.();
    await this.#underWay;
    await this.#close();
  }

  /** Breaks the connection off, also one that is still being made. */
  destroy(): void {
    this.#broken = true;
    this.#stopped = true;
    this.#socket?.destroy();
  }

  async #pushUntilOut(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#pushOnce();
        this.#backOff.reset();
        return;
      } catch (error) {
        this.#socket?.destroy();
        this.#socket = undefined;
        const waitMs = this.#backOff.next();
        this.#ports.events.pushFailed({ serial: this.#serial, waitMs: Math.round(waitMs), error });
        await this.#wait(waitMs);
      }
    }
  }

  async #pushOnce(): Promise<void> {
    const { clock, connect, counters, writer, events } = this.#ports;
    if (this.#socket === undefined || this.#socket.closed) this.#socket = await connect();
    if (this.#broken) {
      this.#socket.destroy();
      return;
    }
    const counter = counters === null ? null : await counters.next();
    if (counter === undefined) {
      events.countersUsedUp({ serial: this.#serial });
      this.#stopped = true;
      return;
    }
    const octets = writer.write(clock.now(), counter);
    await this.#socket.write(octets);
    events.pushed({ serial: this.#serial, octets: octets.length });
    if (!this.#keepOpen) await this.#close();
  }

  async #close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    try {
      await socket?.end();
    } catch {
      // What was to be sent is sent; a receptor that does not close is its own business.
      socket?.destroy();
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.setTimer(ms, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }
}
