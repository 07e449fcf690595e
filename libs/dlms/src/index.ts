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
