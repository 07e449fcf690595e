import { writeHdlcFrame } from './hdlc-frame.js';
import { LLC_RESPONSE } from './hdlc-llc.js';
import { joinOctets } from './octets.js';

/** How an APDU goes into UI frames. */
export interface HdlcUiOptions {
  /** Raw octets of the receiver's address (`writeHdlcAddress`). */
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  /** Longest information field in octets; a longer APDU is segmented. Default 2030, what fits with any addresses. */
  readonly maxInformationLength?: number;
}

const LONGEST_INFORMATION = 2030;

/**
 * Writes an APDU as a meter pushes it: UI frames with the LLC header E6 E7 00 before the first segment only. The final
 * bit is set in the last frame.
 *
 * @throws RangeError when a segment could hold nothing, or does not fit into a frame
 */
export function writeHdlcUiFrames(apdu: Uint8Array, options: HdlcUiOptions): Uint8Array[] {
  const { destination, source, maxInformationLength = LONGEST_INFORMATION } = options;
  if (!(maxInformationLength >= 1))
    throw new RangeError(`an information field of ${maxInformationLength} octets`);
  const content = joinOctets([Uint8Array.from(LLC_RESPONSE), apdu]);
  const count = Math.ceil(content.length / maxInformationLength);
  return Array.from({ length: count }, (_, index) => {
    const last = index === count - 1;
    return writeHdlcFrame({
      segmented: !last,
      destination,
      source,
      control: { type: 'UI', pollFinal: last },
      information: content.subarray(
        index * maxInformationLength,
        (index + 1) * maxInformationLength,
      ),
    });
  });
}
