import {
  protect,
  writeApdu,
  writeHdlcAddress,
  writeHdlcUiFrames,
  writeWiredMBus,
  writeWrapper,
} from '@dlms-telemetry/dlms';
import type { Crypto } from '@dlms-telemetry/dlms';
import type { Fleet, MeterProtection, SimulatedMeter } from './fleet.js';
import { meterClock } from './meter-clock.js';
import { pushBody } from './push-payload.js';
import { Measurement } from './registers.js';

/** Number part of long-invoke-id-and-priority: 24 bits (Green Book 9.5). */
const INVOKE_ID = 0xff_ffff;

/** The meter's management logical device sends, to a client as push setups name it. */
const MANAGEMENT_DEVICE = 1;
const PUSH_CLIENT = 102;

/** What a writer needs beside the meter. */
export interface PushWriterOptions {
  readonly crypto: Crypto;
  /** HDLC: longest information field in octets. */
  readonly maxInformationLength: number;
}

/** Writes the pushes of one meter: payload, APDU, protection, link frames. */
export class PushWriter {
  readonly #fleet: Fleet;
  readonly #meter: SimulatedMeter;
  readonly #options: PushWriterOptions;
  readonly #measurement: Measurement;
  #invokeId = 0;

  constructor(fleet: Fleet, meter: SimulatedMeter, options: PushWriterOptions) {
    this.#fleet = fleet;
    this.#meter = meter;
    this.#options = options;
    this.#measurement = new Measurement(fleet.seed, meter.number);
  }

  /**
   * All link frames of one push, one behind the other.
   *
   * @param time milliseconds since 1970
   * @param counter invocation counter; null for a meter that pushes plain
   */
  write(time: number, counter: number | null): Uint8Array {
    const plain = this.#notification(time);
    const { protection } = this.#meter;
    if (protection === null) return this.#framed(plain);
    if (counter === null) throw new RangeError('a protected push needs an invocation counter');
    return this.#framed(this.#protected(plain, protection, counter));
  }

  #notification(time: number): Uint8Array {
    this.#invokeId = (this.#invokeId + 1) & INVOKE_ID;
    const clock = meterClock(time);
    return writeApdu({
      type: 'data-notification',
      longInvokeIdAndPriority: this.#invokeId,
      dateTime: clock,
      body: pushBody(this.#fleet.payload, {
        serial: this.#meter.serial,
        clock,
        values: this.#measurement.at(time),
      }),
    });
  }

  #protected(plain: Uint8Array, protection: MeterProtection, counter: number): Uint8Array {
    const { blockCipherKey, authenticationKey, securityControl } = protection;
    return protect(
      plain,
      {
        type: 'general-glo-ciphering',
        securityControl,
        invocationCounter: counter,
        systemTitle: this.#meter.systemTitle,
        // One of the two is used: the security control says which key set.
        keys: { blockCipherKey, broadcastKey: blockCipherKey, authenticationKey },
      },
      this.#options.crypto,
    );
  }

  #framed(apdu: Uint8Array): Uint8Array {
    switch (this.#fleet.interfaceType) {
      case 'WRAPPER':
        return writeWrapper(apdu, {
          sourcePort: MANAGEMENT_DEVICE,
          destinationPort: PUSH_CLIENT,
        });
      case 'HDLC':
        return joined(
          writeHdlcUiFrames(apdu, {
            ...HDLC_ADDRESSES,
            maxInformationLength: this.#options.maxInformationLength,
          }),
        );
      case 'WiredMBus':
        return joined(writeWiredMBus(apdu, { destinationAddress: PUSH_CLIENT }));
    }
  }
}

const HDLC_ADDRESSES = {
  destination: writeHdlcAddress({ upper: PUSH_CLIENT }),
  source: writeHdlcAddress({ upper: MANAGEMENT_DEVICE }),
};

function joined(frames: readonly Uint8Array[]): Uint8Array {
  const octets = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let end = 0;
  for (const frame of frames) {
    octets.set(frame, end);
    end += frame.length;
  }
  return octets;
}
