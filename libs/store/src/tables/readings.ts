/** A reading, in the partition of the day on which its frame was received. */
export interface ReadingsTable {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly id: string;
  readonly frame_id: string;
  readonly receptor: string;
  readonly group_name: string;
  readonly serial: string;
  readonly serial_source: string;
  readonly measure: string;
  readonly unit: string;
  readonly direction: string;
  readonly value: number | null;
  /** null where the meter's date is beyond what a database can hold. */
  readonly date: Date | null;
  readonly raw: string | null;
  readonly quality: string | null;
  readonly received_at: Date;
  readonly source: string;
  readonly obis: string | null;
  readonly routing_key: string;
}
