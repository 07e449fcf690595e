/** Import: towards the consumer; Export: from the consumer to the grid. */
export type Direction = 'Import' | 'Export' | 'None';

/** A reading: the specification's seven properties, and what we add beside them (FEATURES 6). */
export interface Reading {
  /** Derives from frame id and place, so a repeat carries the same id. */
  readonly Id: string;
  /** The meter's serial. */
  readonly Serial: string;
  /** `PropertyName` of the property map, or the OBIS code where none fits. */
  readonly Measure: string;
  /** Unit symbol of the Blue Book (`Wh`), empty where there is none. */
  readonly Unit: string;
  readonly Direction: Direction;
  /** null for a text. */
  readonly Value: number | null;
  /** ISO 8601 in UTC. */
  readonly Date: string;
  /** Exact text of 64-bit numbers and of text values. */
  readonly Raw?: string;
  /** From profile status and clock status; absent when nothing is wrong. */
  readonly Quality?: string;
  /** ISO 8601 in UTC. */
  readonly ReceivedAt: string;
  readonly Source: 'push' | 'poll';
  readonly Obis?: string;
}

/** A reading with the routing key under which it is published, and what goes into message headers. */
export interface RoutedReading {
  readonly routingKey: string;
  readonly reading: Reading;
}

/** Where the serial of a reading came from. */
export type SerialSource =
  'property' | 'user' | 'logical-device-name' | 'system-title' | 'source-address';

/** All readings of one frame: the unit in which stages pass readings on. */
export interface FrameReadings {
  readonly frameId: string;
  readonly receptor: string;
  /** The section's `GroupName`. */
  readonly groupName: string;
  readonly serialSource: SerialSource;
  /** Leniencies that were needed to read the frame, by name. */
  readonly leniencies: readonly string[];
  readonly readings: readonly RoutedReading[];
}
