import type { ColumnType } from 'kysely';
import type { BacklogCause } from './backlog-writer.js';

/** An envelope of frames that waits to be replayed. */
export interface BacklogTable {
  /** Of the envelope as it was stored, also when frames have left it. */
  readonly first_frame_id: string;
  readonly receptor: string;
  readonly cause: BacklogCause;
  /** Frames in the envelope. */
  readonly count: number;
  /** So many of them, from the first on, have left. */
  readonly gone: number;
  /** Of the envelope. */
  readonly octets: number;
  /** When the oldest frame that has not left was received. */
  readonly received_at: Date;
  readonly stored_at: ColumnType<Date, never, never>;
  readonly envelope: Uint8Array;
}

/** Who replays a receptor's backlog, and when it last did. */
export interface BacklogReplaysTable {
  readonly receptor: string;
  /** Null when nobody ever asked for it. */
  readonly holder: string | null;
  readonly held_until: Date | null;
  readonly ran_at: Date | null;
}
