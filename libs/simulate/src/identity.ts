import { createHmac } from 'node:crypto';

const KEY_LENGTH = 16;
const MANUFACTURER = 'SIM';
const NUMBER_OCTETS = 5;
const FIRST_SERIAL = 10_000_000;

/** Keys of one meter, 16 octets each. */
export interface MeterKeys {
  readonly blockCipherKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
}

/** System title of a simulated meter: `SIM` and its number in five octets (Green Book 4.3.4: manufacturer first). */
export function systemTitleOf(number: number): Uint8Array {
  const title = new Uint8Array(MANUFACTURER.length + NUMBER_OCTETS);
  for (let i = 0; i < MANUFACTURER.length; i++) title[i] = MANUFACTURER.charCodeAt(i);
  new DataView(title.buffer).setUint32(title.length - 4, number);
  return title;
}

/** Serial number of a simulated meter: eight digits. */
export function serialOf(number: number): string {
  return String(FIRST_SERIAL + number);
}

/** The meter's keys, always the same for the same seed and number. Test keys: whoever knows the seed knows them. */
export function keysOf(seed: string, number: number): MeterKeys {
  return {
    blockCipherKey: derive(seed, `block-cipher-key/${number}`),
    authenticationKey: derive(seed, `authentication-key/${number}`),
  };
}

/** Block cipher key of the broadcast key set, one for the whole fleet. */
export function broadcastKeyOf(seed: string): Uint8Array {
  return derive(seed, 'broadcast-block-cipher-key');
}

/** The key that a meter uses whose key was mistaken: as good as the right one, and another. */
export function wrongKeyOf(seed: string, number: number): Uint8Array {
  return derive(seed, `mistaken-block-cipher-key/${number}`);
}

/** A number from 0 up to, not including, 1 that belongs to this meter and name. */
export function traitOf(seed: string, number: number, name: string): number {
  const octets = createHmac('sha256', seed).update(`trait/${number}/${name}`).digest();
  return octets.readUInt32BE(0) / 0x1_0000_0000;
}

/** Numbers from 0 up to, not including, 1, always the same row for the same seed and meter (mulberry32). */
export function chanceOf(seed: string, number: number): () => number {
  let state = Math.floor(traitOf(seed, number, 'chance') * 0x1_0000_0000);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

function derive(seed: string, label: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', seed).update(label).digest().subarray(0, KEY_LENGTH));
}
