import {
  FRAMES_DEAD,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  GroupConsumer,
  type Bus,
  type Delivery,
} from '@dlms-telemetry/bus';
import {
  decodeFrames,
  decodeRefusedFrames,
  encodeFrames,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import { StageSpans } from '@dlms-telemetry/observe';
import { StoreError, type DeadLetterRow, type DeadLettersRepository } from '@dlms-telemetry/store';
import type { DeadLetterQuota, JudgedLetter } from './dead-letter-quota.js';
import type { BacklogEvents } from './events.js';

/** What the stage works with. */
export interface BacklogPorts {
  readonly bus: Bus;
  readonly deadLetters: Pick<DeadLettersRepository, 'add' | 'resolve'>;
  readonly quota: Pick<DeadLetterQuota, 'judge' | 'forget'>;
  readonly events: BacklogEvents;
  /** Told of the octets of envelopes that were stored. */
  readonly added?: (octets: number) => void;
  /** Waits so many milliseconds; left out: groups are stored without a gap. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Milliseconds on a clock that only rises; left out: the process's. */
  readonly now?: () => number;
  /**
   * Told of each refused frame once it is stored or past its quota, again after a crash in between. What it returns is
   * waited for.
   */
  readonly settled?: (refused: RefusedFrame) => void | Promise<void>;
}

/** Envelopes in work at once. */
const PREFETCH = 32;
/** A transaction takes no further envelope once it has so many frames. */
const FRAMES_IN_TRANSACTION = 1_000;
/** Small groups are stored no faster than this: each is a commit that the frames of meters would wait for. */
const GAP_MS = 100;

const spans = new StageSpans('historic');

/**
 * Keeps what gave no reading: refused frames go to the table of dead letters, each with its reason, until a frame that
 * is run again gives readings.
 */
export class Backlog {
  readonly #ports: BacklogPorts;
  readonly #dead: GroupConsumer<RefusedFrame[]>;
  readonly #resolved: GroupConsumer<string[]>;
  #gap: Promise<unknown> | undefined;

  constructor(ports: BacklogPorts) {
    this.#ports = ports;
    const { bus, events } = ports;
    const failures = {
      isRefusal: (error: unknown) => error instanceof StoreError && error.code === 'store.data',
      writeFailed: (error: unknown) => {
        events.writeFailed({ error });
      },
      setAside: (error: unknown) => {
        events.envelopeSetAside({ error });
      },
    };
    const bounds = { poisonQueue: FRAMES_POISON, prefetch: PREFETCH };
    this.#dead = new GroupConsumer(
      {
        ...failures,
        bus,
        read: ({ body }) => decodeRefusedFrames(body),
        weigh: (refused) => refused.length,
        write: async (envelopes, deliveries) => {
          await this.#gap;
          await this.#within('store dead letters', deliveries, () => this.#store(envelopes.flat()));
          this.#gap = envelopes.length < PREFETCH / 2 ? ports.wait?.(GAP_MS) : undefined;
        },
      },
      { ...bounds, queue: FRAMES_DEAD, groupWeight: FRAMES_IN_TRANSACTION },
    );
    this.#resolved = new GroupConsumer(
      {
        ...failures,
        bus,
        read: ({ body }) => decodeFrames(body).map(({ id }) => id),
        weigh: (ids) => ids.length,
        write: (envelopes, deliveries) =>
          this.#within('resolve dead letters', deliveries, () => this.#resolve(envelopes.flat())),
      },
      { ...bounds, queue: FRAMES_RESOLVED, groupWeight: FRAMES_IN_TRANSACTION },
    );
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    await this.#dead.start();
    await this.#resolved.start();
  }

  /**
   * Takes no further envelopes and resolves when those in work are stored.
   *
   * @param signal ends the attempts; what is not stored then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    await Promise.all([this.#dead.stop(signal), this.#resolved.stop(signal)]);
  }

  async #within(
    name: string,
    deliveries: readonly Delivery[],
    work: () => Promise<void>,
  ): Promise<void> {
    const { events, now = () => performance.now() } = this.#ports;
    const begun = now();
    await spans.withinEach(name, deliveries, work);
    events.lettersWritten({ seconds: (now() - begun) / 1000 });
  }

  async #resolve(frameIds: readonly string[]): Promise<void> {
    const { deadLetters, events } = this.#ports;
    events.deadLettersResolved({ frames: await deadLetters.resolve(frameIds, 'readings') });
  }

  async #store(refused: readonly RefusedFrame[]): Promise<void> {
    const { deadLetters, quota, added, events, settled } = this.#ports;
    const judged = await quota.judge(refused);
    const rows = judged.filter(({ kept }) => kept).map(rowOf);
    try {
      await deadLetters.add(rows);
    } catch (error) {
      quota.forget();
      throw error;
    }
    added?.(rows.reduce((octets, { envelope }) => octets + envelope.length, 0));
    for (const { letter, kept } of judged) {
      const about = { receptor: letter.frame.receptor, code: letter.refusal.code };
      if (kept) events.deadLetterStored(about);
      else events.deadLetterNotKept(about);
      await settled?.(letter);
    }
  }
}

function rowOf({ letter, knownMeter }: JudgedLetter): DeadLetterRow {
  const { frame, refusal, systemTitle } = letter;
  return {
    frameId: frame.id,
    receptor: frame.receptor,
    code: refusal.code,
    message: refusal.message,
    layer: refusal.layer,
    offset: refusal.offset,
    systemTitle: systemTitle ?? null,
    remoteAddress: frame.remoteAddress,
    receivedAt: frame.receivedAt,
    envelope: encodeFrames([frame]),
    knownMeter,
  };
}
