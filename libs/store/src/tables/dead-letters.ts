import type { ColumnType } from 'kysely';

/** A frame that gave no reading, with the reason. */
export interface DeadLettersTable {
  readonly frame_id: string;
  readonly receptor: string;
  readonly code: string;
  readonly message: string;
  readonly layer: string;
  /** Octets from the start of the layer's input. */
  readonly position: number | null;
  /** Hex, where the APDU named one. */
  readonly system_title: string | null;
  readonly remote_address: string;
  readonly received_at: Date;
  /** The frame as an envelope of one. */
  readonly envelope: Uint8Array;
  /** Whether it came from a registered address or names a registered system title. */
  readonly known_meter: boolean;
  readonly stored_at: ColumnType<Date, never, never>;
  /** When it came to its end; the row stays, so that a late repeat cannot revive it. */
  readonly resolved_at: Date | null;
  /** How: null until then. */
  readonly resolution: 'readings' | 'discarded' | null;
}
