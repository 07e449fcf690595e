import { FRAMES_POISON, GroupConsumer, type Bus, type Delivery } from '@dlms-telemetry/bus';
import {
  decodeFrames,
  decodeRefusedFrames,
  encodeFrames,
  refusalOf,
  uuidv7,
  type Frame,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import type { DeadLetterRow, DeadLettersRepository } from '@dlms-telemetry/store';
import type { BacklogEvents } from './events.js';

/** What the storing of poison works with. */
export interface PoisonPorts {
  readonly bus: Bus;
  readonly deadLetters: Pick<DeadLettersRepository, 'add'>;
  readonly events: Pick<BacklogEvents, 'poisonStored' | 'writeFailed' | 'envelopeSetAside'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Random octets, for ids. */
  readonly random: (octets: number) => Uint8Array;
}

/** Messages in work at once. */
const PREFETCH = 8;
/** A transaction takes no further message once it has so many frames. */
const FRAMES_IN_TRANSACTION = 200;
const RANDOM_OCTETS_IN_ID = 10;

const GIVEN_UP = 'The message this frame was in could not be settled by any process over and over.';
const UNREADABLE = 'A message in a queue of frames is no envelope of frames: here are its octets.';

/**
 * Stores what was set aside: frames that the broker gave up on, or whose envelope nobody could settle, as
 * `process.poison`; refused ones with the reason they had; and what is no envelope at all as a frame with its octets. So
 * nothing is left in a queue that nobody looks at.
 */
export class Poison {
  readonly #consumer: GroupConsumer<readonly RefusedFrame[]>;

  constructor({ bus, deadLetters, events, now, random }: PoisonPorts) {
    this.#consumer = new GroupConsumer(
      {
        bus,
        read: (delivery) => refusedIn(delivery, now(), random),
        weigh: (refused) => refused.length,
        write: async (messages) => {
          const refused = messages.flat();
          await deadLetters.add(refused.map(rowOf));
          for (const { frame, refusal } of refused)
            events.poisonStored({ receptor: frame.receptor, code: refusal.code });
        },
        // Set aside once more it would come back at once: it is tried again, and told, until somebody looks.
        isRefusal: () => false,
        writeFailed: (error) => {
          events.writeFailed({ error });
        },
        setAside: (error) => {
          events.envelopeSetAside({ error });
        },
      },
      {
        ...{ queue: FRAMES_POISON, poisonQueue: FRAMES_POISON, prefetch: PREFETCH },
        groupWeight: FRAMES_IN_TRANSACTION,
      },
    );
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    await this.#consumer.start();
  }

  /** Takes no further messages and resolves when those in work are stored, or when `signal` ends the attempts. */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#consumer.stop(signal);
  }
}

function refusedIn(
  { body }: Delivery,
  now: number,
  random: (octets: number) => Uint8Array,
): readonly RefusedFrame[] {
  // An envelope of refused frames reads as one of frames too, and not the other way round.
  const refused = attempt(() => decodeRefusedFrames(body));
  if (refused !== undefined) return refused;
  const frames = attempt(() => decodeFrames(body));
  if (frames !== undefined)
    return frames.map((frame) => ({ frame, refusal: refusalOf('process.poison', GIVEN_UP) }));
  const frame: Frame = {
    id: uuidv7(now, random(RANDOM_OCTETS_IN_ID)),
    ...{ receptor: '', gatewayProcess: '', connectionId: '', transport: 'loopback' },
    ...{ remoteAddress: '', remotePort: 0, localPort: 0, receivedAt: now, interfaceType: 'Auto' },
    bytes: body,
  };
  return [{ frame, refusal: refusalOf('process.poison', UNREADABLE) }];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function rowOf({ frame, refusal, systemTitle }: RefusedFrame): DeadLetterRow {
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
    // Not to be thrown away by a quota: somebody is to look at it.
    knownMeter: true,
  };
}
