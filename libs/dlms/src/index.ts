export { DecodeError, layerOf } from './errors.js';
export type { DecodeErrorCode, DecodeLayer } from './errors.js';
export type { Data, DataType, TypeDescription } from './cosem/data.js';
export type { Obis } from './cosem/obis.js';
export type { PayloadValue } from './cosem/payload.js';
export type { Crypto } from './security/crypto.js';
export type {
  ApduReceived,
  Framer,
  FramerEvent,
  FramerOptions,
  InterfaceType,
  LinkDetails,
  LinkRefused,
} from './link/framer.js';
export { ByteReader } from './codec/byte-reader.js';
export { ByteWriter } from './codec/byte-writer.js';
export { fromHex, toHex } from './codec/hex.js';
export { isPrintable, readLatin1, readUtf8, writeLatin1, writeUtf8 } from './codec/text.js';
export {
  CLOCK_STATUS,
  clockStatusNames,
  isDateTime,
  isDaylightSaving,
  readDateTime,
  toLocalText,
  toUtcMs,
  writeDateTime,
} from './cosem/date-time.js';
export type { AssumedDeviation, ClockStatusName, DateTime } from './cosem/date-time.js';
export { parseObis, parseObisPattern, readObis, writeObis } from './cosem/obis.js';
export type { ObisPattern } from './cosem/obis.js';
export { scaleToNumber, scaleToText } from './cosem/scaler.js';
export { UNIT_COUNT, UNIT_OTHER, unitName, unitOf, UNITS } from './cosem/units.js';
export type { Unit } from './cosem/units.js';
export { DataBudget, MAX_DEPTH, MAX_ELEMENTS } from './cosem/data-budget.js';
export { readData } from './cosem/read-data.js';
export { writeData } from './cosem/write-data.js';
export { DEFAULT_LENIENCIES, LENIENCIES, NO_LENIENCIES } from './leniency.js';
export type { Leniency, LeniencyDescription } from './leniency.js';
