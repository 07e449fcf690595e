import {
  integerLeafOf,
  outlineOf,
  powerOfTen,
  type Data,
  type Outlined,
} from '@dlms-telemetry/dlms';
import { clocksOf } from '../capture-time.js';
import { captureTimesOf } from '../companions.js';
import { formOf, valueOf, type ReadingForm } from '../make-reading.js';
import { idOf, select, type Mapping, type Selection } from '../map-readings.js';
import { isComposite } from '../payload-scalar.js';
import { logicalDeviceName } from '../serial.js';
import type { KnownMeters } from './known-meters.js';
import type { ClockSlot, ReadingSlot, SerialSlot, Shape } from './shape.js';

const DATE_TIME_OCTETS = 12;

/**
 * Learns from a plain APDU, of which mapping has made readings, where the values of these readings stand.
 *
 * @param meters of the receptor
 * @returns undefined for what has no shape: see `outlineOf`
 * @throws {DecodeError} when the APDU cannot be read
 */
export function learnShape(
  mapping: Mapping,
  plain: Uint8Array,
  meters: KnownMeters,
): Shape | undefined {
  const outlined = outlineOf(plain);
  if (outlined === undefined) return undefined;
  const { notification, values, dateTimeAt, outline, leniencies } = outlined;
  const { dateTime, body } = notification;
  const selection = select(mapping, { type: 'data', dateTime, body, values });
  if ('code' in selection || selection.sources.length === 0) return undefined;
  const name = logicalDeviceName(values);
  return {
    mapping,
    outline,
    meters,
    leniencies,
    readings: readingSlots(selection, outlined, plain, mapping),
    serials: serialSlots(selection, outlined),
    logicalDeviceName: name === undefined ? undefined : startOf(name, outlined),
    clocks: clockSlots(selection, outlined, plain),
    dateTimeAt,
  };
}

function startOf(data: Data, { places }: Outlined): number | undefined {
  return isComposite(data) ? undefined : places.get(data)?.start;
}

function readingSlots(
  { sources }: Selection,
  outlined: Outlined,
  plain: Uint8Array,
  mapping: Mapping,
): ReadingSlot[] {
  const captureTimes = captureTimesOf(outlined.values);
  const ids = new Set<string>();
  return sources.map((source) => {
    const { value, data } = source;
    const form = formOf(source);
    const time = value.obis === undefined ? undefined : captureTimes.get(value.obis);
    return {
      idEnd: idOf(source, '', ids),
      form,
      ...integerOf(data, form, outlined),
      start: startOf(data, outlined),
      constant: valueOf(form, data, mapping.zone),
      timeAt: time?.length === DATE_TIME_OCTETS ? offsetIn(plain, time) : undefined,
    };
  });
}

/** How a value is read that is an integer, and stays one number whatever its octets are. */
function integerOf(
  data: Data,
  { transform, type, scaler }: ReadingForm,
  { places }: Outlined,
): Pick<ReadingSlot, 'integer' | 'factor' | 'divisor'> {
  const place = places.get(data);
  const factor = scaler > 0 ? powerOfTen(scaler) : 1;
  const divisor = scaler < 0 ? powerOfTen(-scaler) : 1;
  const isScaledAlone = transform === undefined && (type === undefined || type === 'double');
  const isFinite = Number.isFinite(factor * 2 ** 32) && Number.isFinite(divisor);
  const integer =
    place !== undefined && isScaledAlone && isFinite ? integerLeafOf(data, place) : undefined;
  return { integer, factor, divisor };
}

function serialSlots({ found }: Selection, outlined: Outlined): SerialSlot[] {
  const slots: SerialSlot[] = [];
  for (const { map, data } of found) {
    const place = map.isSerial && !isComposite(data) ? outlined.places.get(data) : undefined;
    if (place !== undefined) slots.push({ place, map });
  }
  return slots;
}

function clockSlots({ found }: Selection, { values }: Outlined, plain: Uint8Array): ClockSlot[] {
  return clocksOf(values, found)
    .filter(({ octets }) => octets.length === DATE_TIME_OCTETS)
    .map(({ octets, mustLook }) => ({ at: offsetIn(plain, octets), mustLook }));
}

/** Where octets stand of which a reader has given a view. */
function offsetIn(plain: Uint8Array, view: Uint8Array): number {
  return view.byteOffset - plain.byteOffset;
}
