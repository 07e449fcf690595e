import type { IntegerLeaf, Outline, Place } from '@dlms-telemetry/dlms';
import type { CompiledMap } from '../compile-maps.js';
import type { Converted } from '../convert.js';
import type { ReadingForm } from '../make-reading.js';
import type { Mapping } from '../map-readings.js';
import type { KnownMeters } from './known-meters.js';

/** Where in a plain text a value stands: the index of its tag. */
export type ValueStart = number;

/** One reading of a shape: what is the same in all of its frames, and where the value stands. */
export interface ReadingSlot {
  /** What follows the frame's id in the reading's. */
  readonly idEnd: string;
  readonly form: ReadingForm;
  /** An integer that is but scaled; read in place. */
  readonly integer: IntegerLeaf | undefined;
  /** What `integer` is multiplied with, and then divided by; one of them is 1. */
  readonly factor: number;
  readonly divisor: number;
  /** A value that is read by the reader of `Data`. */
  readonly start: ValueStart | undefined;
  /** What comes out where nothing is read: of a value that holds others. */
  readonly constant: Converted;
  /** Where the capture time of its register stands. */
  readonly timeAt: number | undefined;
}

/** A value from which a property map makes the serial. */
export interface SerialSlot {
  readonly place: Place;
  readonly map: Pick<CompiledMap, 'transform' | 'type'>;
}

/** Twelve octets that may be the meter's clock. */
export interface ClockSlot {
  readonly at: number;
  /** Nothing but its look says that it is one. */
  readonly mustLook: boolean;
}

/**
 * What all notifications of one form have in common under one mapping: which of their octets are the same, and how
 * readings are made of the others.
 */
export interface Shape {
  readonly mapping: Mapping;
  readonly outline: Outline;
  readonly meters: KnownMeters;
  /** Leniencies that reading the APDU needs. */
  readonly leniencies: readonly string[];
  readonly readings: readonly ReadingSlot[];
  /** In the order in which they are tried. */
  readonly serials: readonly SerialSlot[];
  readonly logicalDeviceName: ValueStart | undefined;
  /** In the order in which they are tried. */
  readonly clocks: readonly ClockSlot[];
  /** Where the date-time of the notification stands. */
  readonly dateTimeAt: number | undefined;
}
