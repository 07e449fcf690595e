import { createHash } from 'node:crypto';
import { RERUN_HEADER, historicQueue, type Bus, type WaitingFrames } from '@dlms-telemetry/bus';
import { uuidText } from '@dlms-telemetry/frame';
import type { BacklogRepository } from '@dlms-telemetry/store';

/** Frames of one receptor that are run again together. */
export interface RerunEnvelope {
  readonly receptor: string;
  readonly body: Uint8Array;
  /** UUIDs of the frames in it. */
  readonly frameIds: readonly string[];
  /** Milliseconds since 1970 at which its oldest frame was received. */
  readonly receivedAt: number;
}

/** How frames that are run again come to be decoded. */
export interface RerunWay {
  /** Resolves when they are where they cannot be lost. */
  take(envelopes: readonly RerunEnvelope[]): Promise<void>;
}

/** What a way through the queues works with. */
export interface QueuesPorts {
  readonly bus: Pick<Bus, 'publish'>;
  /** Told of frames that are in their historic queues. */
  readonly waiting: Pick<WaitingFrames, 'accepted'>;
}

/** Straight into the historic queues: for a process that has the bus and decodes. */
export function throughQueues({ bus, waiting }: QueuesPorts): RerunWay {
  return {
    async take(envelopes) {
      await Promise.all(
        envelopes.map(async ({ receptor, body, frameIds: { length: count } }) => {
          await bus.publish(historicQueue(receptor), {
            ...{ body, count, headers: { [RERUN_HEADER]: 1 } },
          });
          waiting.accepted(receptor, count);
        }),
      );
    },
  };
}

/**
 * Into the backlog, from where whoever replays takes them at once: for who has nothing but the database. Frames that
 * wait there already, alone or with others, come again with these; the same envelope comes once.
 */
export function throughBacklog(backlog: Pick<BacklogRepository, 'add'>): RerunWay {
  return {
    take: (envelopes) =>
      backlog.add(
        envelopes.map(({ receptor, body, frameIds, receivedAt }) => ({
          ...{ firstFrameId: keyOf(frameIds), receptor, cause: 'rerun', receivedAt },
          ...{ count: frameIds.length, envelope: body },
        })),
      ),
  };
}

const UUID_OCTETS = 16;

/** Of all frames: by its first alone, an envelope would be taken for another one that begins with the same frame. */
function keyOf(frameIds: readonly string[]): string {
  const hash = createHash('sha256').update('rerun');
  for (const id of frameIds) hash.update(id);
  return uuidText(hash.digest().subarray(0, UUID_OCTETS));
}
