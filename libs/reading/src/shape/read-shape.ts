import { ByteReader, integerAt, isDateTimeAt, readData, type Data } from '@dlms-telemetry/dlms';
import { received, timing, type Timing } from '../capture-time.js';
import type { Converted } from '../convert.js';
import { readingOf, valueOf, type ReadingContext } from '../make-reading.js';
import { isoTime, momentAt, type Moment } from '../moment.js';
import type { FrameContext } from '../notification.js';
import { isComposite } from '../payload-scalar.js';
import type { FrameReadings, Reading, RoutedReading } from '../reading.js';
import { nameText, propertyText, senderSerial, type Serial } from '../serial.js';
import type { KnownMeter } from './known-meters.js';
import type { ReadingSlot, Shape } from './shape.js';

const NOTHING: readonly string[] = [];

/**
 * Makes the readings of a plain APDU that fits the shape, without parsing it: exactly those that `mapReadings` makes.
 *
 * @param frame its leniencies include those of the shape
 */
export function readShape(shape: Shape, plain: Uint8Array, frame: FrameContext): FrameReadings {
  const { mapping, readings: slots } = shape;
  const { zone, options } = mapping;
  const { serial, keys } = meterIn(shape, plain, frame);
  const common = clockIn(shape, plain) ?? received(frame);
  const ordinary = timing(common, NOTHING);
  const context = { serial: serial.text, receivedAt: isoTime(frame.receivedAt), zone };
  const readings: RoutedReading[] = [];
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i];
    if (slot === undefined) break;
    const when = slot.timeAt === undefined ? ordinary : ownTime(slot.timeAt, plain, common, shape);
    const reading = readSlot(slot, plain, frame.frameId, when, context);
    readings.push({ routingKey: keys[i] ?? '', reading });
  }
  return {
    frameId: frame.frameId,
    receptor: options.receptor,
    groupName: options.groupName,
    serialSource: serial.source,
    leniencies: frame.leniencies,
    readings,
  };
}

function readSlot(
  slot: ReadingSlot,
  plain: Uint8Array,
  frameId: string,
  when: Timing,
  context: ReadingContext,
): Reading {
  const { form, integer } = slot;
  const id = frameId + slot.idEnd;
  if (integer === undefined || form.obis === undefined || when.quality !== undefined)
    return readingOf(form, convertedIn(slot, plain, context), id, when, context);
  return {
    Id: id,
    Serial: context.serial,
    Measure: form.measure,
    Unit: form.unit,
    Direction: form.direction,
    Value: (integerAt(plain, integer) * slot.factor) / slot.divisor,
    Date: when.date,
    ReceivedAt: context.receivedAt,
    Source: 'push',
    Obis: form.obis,
  };
}

function convertedIn(slot: ReadingSlot, plain: Uint8Array, { zone }: ReadingContext): Converted {
  if (slot.start === undefined) return slot.constant;
  return valueOf(slot.form, dataAt(plain, slot.start), zone);
}

function dataAt(plain: Uint8Array, start: number): Data {
  return readData(new ByteReader(plain, start));
}

function ownTime(at: number, plain: Uint8Array, common: Moment, { mapping }: Shape): Timing {
  return timing(momentAt(plain, at, mapping.zone) ?? common, NOTHING);
}

function clockIn({ clocks, dateTimeAt, mapping }: Shape, plain: Uint8Array): Moment | undefined {
  for (const { at, mustLook } of clocks) {
    if (mustLook && !isDateTimeAt(plain, at)) continue;
    const moment = momentAt(plain, at, mapping.zone);
    if (moment !== undefined) return moment;
  }
  return dateTimeAt === undefined ? undefined : momentAt(plain, dateTimeAt, mapping.zone);
}

function meterIn(shape: Shape, plain: Uint8Array, frame: FrameContext): KnownMeter {
  const { serials, meters, mapping } = shape;
  const [first] = serials;
  const known = first === undefined ? undefined : meters.find(shape, plain, first.place);
  if (known !== undefined) return known;
  for (const { place, map } of serials) {
    const data = dataAt(plain, place.start);
    const text = isComposite(data) ? '' : propertyText(map, data, mapping.zone);
    if (text === '') continue;
    const meter = meters.of(shape, { text, source: 'property' });
    if (place === first?.place) meters.remember(meter, plain, place);
    return meter;
  }
  return meters.of(shape, otherSerial(shape, plain, frame));
}

/** The serial of a frame in which no property tells one. */
function otherSerial(shape: Shape, plain: Uint8Array, frame: FrameContext): Serial {
  const { logicalDeviceName: nameStart, mapping } = shape;
  if (frame.userSerial !== undefined) return { text: frame.userSerial, source: 'user' };
  if (nameStart !== undefined) {
    const data = dataAt(plain, nameStart);
    const text = isComposite(data) ? '' : nameText(data, mapping.zone);
    if (text !== '') return { text, source: 'logical-device-name' };
  }
  return senderSerial(frame);
}
