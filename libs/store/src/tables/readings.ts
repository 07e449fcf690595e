/** The view `readings`: a row for each reading, in the partition of the day on which its frame was received. */
export interface ReadingsView {
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

/** Readings of a frame that share serial, date, time of receipt and quality. */
export interface ReadingRunsTable {
  /** `YYYY-MM-DD`, UTC, of the frame's receipt. */
  readonly day: string;
  /** The frame's id; of a reading with an id of its own, made of that id. */
  readonly key: string;
  /** Counts the runs of a frame. */
  readonly place: number;
  readonly layout: string;
  readonly date: Date | null;
  readonly received_at: Date;
  readonly numbers: readonly (number | null)[];
  readonly raws: readonly (string | null)[] | null;
  readonly quality: string | null;
  /** null: the key is the frame's id. */
  readonly frame_id: string | null;
  /** null: the id derives from the frame's. */
  readonly own_id: string | null;
}

/** What the readings of a run have in common with the meter's other pushes; named by a hash of it. */
export interface ReadingLayoutsTable {
  readonly layout: string;
  readonly receptor: string;
  readonly group_name: string;
  readonly serial: string;
  readonly serial_source: string;
  readonly source: string;
  readonly id_ends: readonly string[];
  readonly measures: readonly string[];
  readonly units: readonly string[];
  readonly directions: readonly string[];
  readonly obis: readonly (string | null)[];
  readonly routing_keys: readonly string[];
}

/** Of each layout the run with the latest date. */
export interface LastRunsTable {
  readonly layout: string;
  /** Of the run, but not after it was received; the time of receipt where the meter gave none. */
  readonly date: Date;
  readonly day: string;
  readonly key: string;
  readonly place: number;
}

/** The view `last_values`: a row for each meter and measure. */
export type LastValuesView = Omit<ReadingsView, 'day'>;
