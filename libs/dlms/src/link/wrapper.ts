/** The only version of the wrapper there is. */
export const VERSION = 1;

export const WRAPPER_HEADER_LENGTH = 8;
const LONGEST_APDU = 0xffff;

/** Wrapper ports: 1 is the management logical device, 16 the public client; pushes go to any. */
export interface WrapperPorts {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/**
 * Puts the wrapper's header before an APDU (Green Book 7.3.2):
 *
 * ```
 * version (2) | source port (2) | destination port (2) | length (2) | APDU
 * ```
 *
 * @throws RangeError when the APDU is longer than 65535 octets
 */
export function writeWrapper(apdu: Uint8Array, ports: WrapperPorts): Uint8Array {
  if (apdu.length > LONGEST_APDU)
    throw new RangeError(`a wrapper holds ${LONGEST_APDU} octets, the APDU has ${apdu.length}`);
  const frame = new Uint8Array(WRAPPER_HEADER_LENGTH + apdu.length);
  const fields = [VERSION, ports.sourcePort, ports.destinationPort, apdu.length];
  for (const [index, field] of fields.entries()) {
    frame[index * 2] = field >>> 8;
    frame[index * 2 + 1] = field;
  }
  frame.set(apdu, WRAPPER_HEADER_LENGTH);
  return frame;
}
