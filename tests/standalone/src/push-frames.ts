/** OBIS codes of the two registers that each frame pushes. */
const REGISTERS = [
  [1, 0, 1, 8, 0, 255],
  [1, 0, 2, 8, 0, 255],
] as const;

/** Readings that a good frame gives. */
export const READINGS_IN_FRAME = REGISTERS.length;

/**
 * A data-notification in the wrapper whose two registers hold `number` and `number` + 0.5 kWh or so: a frame that can
 * be told from all others by its readings. Self-describing, so it needs no property map.
 */
export function pushFrame(number: number): Buffer {
  const registers = REGISTERS.map((obis) => [
    ...[0x02, 0x03], // structure of three: code, value, scaler and unit
    ...[0x09, 0x06, ...obis],
    ...[0x06, ...u32(number)],
    ...[0x02, 0x02, 0x0f, 0x00, 0x16, 0x1e], // scaler 0, unit Wh
  ]);
  const apdu = [
    ...[0x0f, 0x00, 0x00, 0x00, 0x01, 0x00], // data-notification without a date-time
    ...[0x01, registers.length, ...registers.flat()],
  ];
  return inWrapper(apdu);
}

/** A frame with a good header whose APDU gives no reading: a data-notification with an unknown type inside. */
export function brokenFrame(number: number): Buffer {
  return inWrapper([0x0f, 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x02, 0x06, ...u32(number), 0xee]);
}

/** Wrapper of the TCP profile: version 1, ports 1 and 1, length (Green Book 7.3.3). */
function inWrapper(apdu: readonly number[]): Buffer {
  return Buffer.from([0, 1, 0, 1, 0, 1, apdu.length >> 8, apdu.length & 0xff, ...apdu]);
}

function u32(number: number): number[] {
  return [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff];
}
