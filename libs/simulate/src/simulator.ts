import { toHex } from '@dlms-telemetry/dlms';
import { BackOff } from './back-off.js';
import { Counters } from './counters.js';
import { SimulateError } from './errors.js';
import type { Fleet, SimulatedMeter } from './fleet.js';
import { chanceOf } from './identity.js';
import type { SimulatorPorts } from './ports.js';
import { PushWriter } from './push-writer.js';
import { SimulatedPusher } from './simulated-pusher.js';

/** How a fleet pushes. */
export interface SimulatorOptions {
  readonly fleet: Fleet;
  /** Where to: the receptor's address and port. */
  readonly host: string;
  readonly port: number;
  /** Milliseconds between two pushes of a meter; the meters are spread evenly over it. */
  readonly intervalMs: number;
  /** How far a push may stray from its moment, as a part of the interval: 0 to 0.5, by default 0.05. */
  readonly jitter?: number;
  /** `kept-open` (default): one connection a meter for all its pushes. `per-push`: a new one each time. */
  readonly connection?: 'kept-open' | 'per-push';
  /** HDLC: longest information field in octets; a longer APDU goes in segments. 512 by default. */
  readonly maxInformationLength?: number;
  /** How many invocation counters a meter reserves at once; a crash skips up to so many. 100 by default. */
  readonly counterBlock?: number;
  /** First and longest wait in milliseconds after a failed attempt: 1,000 and 60,000 by default. */
  readonly retryFirstMs?: number;
  readonly retryLongestMs?: number;
  /** How long `stop` waits, in milliseconds, before it breaks connections off: 5,000 by default. */
  readonly stopTimeoutMs?: number;
}

/** A meter with what decides its moments. */
interface Scheduled {
  readonly pusher: SimulatedPusher;
  /** A number from 0 up to, not including, 1. */
  readonly chance: () => number;
  /** Takes the next push back. */
  cancel: () => void;
}

/** A fleet of meters that push. */
export class Simulator {
  readonly #options: SimulatorOptions;
  readonly #ports: SimulatorPorts;
  readonly #meters: readonly Scheduled[];

  /** @throws SimulateError `simulate.options` */
  constructor(ports: SimulatorPorts, options: SimulatorOptions) {
    checkOptions(options);
    this.#options = options;
    this.#ports = ports;
    this.#meters = options.fleet.meters.map((meter) => this.#scheduledOf(meter));
  }

  /** Begins to push; the first meter at once. */
  start(): Promise<void> {
    const { fleet, host, port, intervalMs } = this.#options;
    const begin = this.#ports.clock.now();
    for (const [place, meter] of this.#meters.entries())
      this.#schedule(meter, begin + (intervalMs * place) / this.#meters.length);
    this.#ports.events.started({ meters: fleet.meters.length, host, port });
    return Promise.resolve();
  }

  /** No further push; resolves when what was under way is out and every connection is closed. It cannot start again. */
  async stop(): Promise<void> {
    for (const { cancel } of this.#meters) cancel();
    const late = Promise.withResolvers<undefined>();
    const cancel = this.#ports.clock.setTimer(this.#options.stopTimeoutMs ?? 5000, () => {
      for (const { pusher } of this.#meters) pusher.destroy();
      late.resolve(undefined);
    });
    await Promise.race([
      Promise.all(this.#meters.map(({ pusher }) => pusher.stop())),
      late.promise,
    ]);
    cancel();
    this.#ports.events.stopped({ meters: this.#meters.length });
  }

  /** @param moment when the push is due, before jitter; the next one is counted from it, so that nothing drifts */
  #schedule(meter: Scheduled, moment: number): void {
    const { intervalMs, jitter = 0.05 } = this.#options;
    const { clock } = this.#ports;
    const stray = intervalMs * jitter * meter.chance();
    meter.cancel = clock.setTimer(Math.max(0, moment + stray - clock.now()), () => {
      meter.pusher.push();
      // After a sleep of the machine the missed pushes are not made up for.
      const missed = Math.max(0, Math.floor((clock.now() - moment) / intervalMs));
      this.#schedule(meter, moment + (missed + 1) * intervalMs);
    });
  }

  #scheduledOf(meter: SimulatedMeter): Scheduled {
    const { fleet, host, port, connection = 'kept-open', counterBlock = 100 } = this.#options;
    const { retryFirstMs: firstMs = 1000, retryLongestMs: longestMs = 60_000 } = this.#options;
    const { maxInformationLength = 512 } = this.#options;
    const { clock, connect, counters, crypto, events } = this.#ports;
    const chance = chanceOf(fleet.seed, meter.number);
    const title = toHex(meter.systemTitle);
    const backOff = new BackOff({ firstMs, longestMs }, chance);
    const pusher = new SimulatedPusher(meter.serial, connection === 'kept-open', backOff, {
      clock,
      connect: () => connect(host, port),
      counters: meter.protection === null ? null : new Counters(counters, title, counterBlock),
      writer: new PushWriter(fleet, meter, { crypto, maxInformationLength }),
      events,
    });
    return { pusher, chance, cancel: () => undefined };
  }
}

function checkOptions(options: SimulatorOptions): void {
  const { intervalMs, jitter = 0, counterBlock = 1, port } = options;
  const wrong = (name: string, allowed: string) =>
    new SimulateError('simulate.options', `${name}: allowed is ${allowed}`);
  if (!(intervalMs >= 10 && intervalMs <= 86_400_000))
    throw wrong('intervalMs', '10 to 86,400,000 milliseconds');
  if (!(jitter >= 0 && jitter <= 0.5)) throw wrong('jitter', '0 to 0.5');
  if (!(Number.isInteger(counterBlock) && counterBlock >= 1 && counterBlock <= 1_000_000))
    throw wrong('counterBlock', '1 to 1,000,000');
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) throw wrong('port', '1 to 65,535');
}
