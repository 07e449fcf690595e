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
export { alarmNames } from './cosem/alarm.js';
export type { AttributeDescriptor } from './cosem/attribute-descriptor.js';
export { readPayload } from './cosem/payload.js';
export type { PayloadOptions } from './cosem/payload.js';
export { LeniencyUse } from './leniency.js';
export { isProtected, readApdu, writeApdu } from './xdlms/apdu.js';
export type { Apdu, PlainApdu, ProtectedApdu } from './xdlms/apdu.js';
export { apduName, isProtectedTag } from './xdlms/apdu-tag.js';
export { DATA_NOTIFICATION_TAG, isConfirmed } from './xdlms/data-notification.js';
export type { DataNotification } from './xdlms/data-notification.js';
export { EVENT_NOTIFICATION_REQUEST_TAG } from './xdlms/event-notification-request.js';
export type { EventNotificationRequest } from './xdlms/event-notification-request.js';
export { GENERAL_DED_CIPHERING_TAG } from './xdlms/general-ded-ciphering.js';
export type { GeneralDedCiphering } from './xdlms/general-ded-ciphering.js';
export { GENERAL_GLO_CIPHERING_TAG } from './xdlms/general-glo-ciphering.js';
export type { GeneralGloCiphering } from './xdlms/general-glo-ciphering.js';
export { GLO_EVENT_NOTIFICATION_REQUEST_TAG } from './xdlms/glo-event-notification-request.js';
export type { GloEventNotificationRequest } from './xdlms/glo-event-notification-request.js';
export type { CipheredContent } from './security/ciphered-content.js';
export {
  openProtected,
  readProtection,
  readUnprotected,
  systemTitleOf,
  unprotect,
} from './security/ciphering.js';
export type { OpenedApdu } from './security/ciphering.js';
export { keyOctets } from './security/keys.js';
export type { Keys } from './security/keys.js';
export { protect } from './security/protect.js';
export type { Protection } from './security/protect.js';
export { requireProtection } from './security/protection-policy.js';
export type { ProtectionPolicy } from './security/protection-policy.js';
export { readSecurityControl, writeSecurityControl } from './security/security-control.js';
export type { SecurityControl } from './security/security-control.js';
export { decodeApdu } from './decode-apdu.js';
export type { DecodeApduOptions, DecodedApdu } from './decode-apdu.js';
