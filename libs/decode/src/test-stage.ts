import { refusalOf, uuidv7, type Frame } from '@dlms-telemetry/frame';
import type { DecodeReceptor } from './decode.js';
import type { DecodeEvents } from './events.js';
import type { Interpret } from './interpretation.js';

export const NOW = Date.UTC(2026, 4, 6);

/** A frame of one octet, which says what `interpretOctet` makes of it; its id derives from it and from `number`. */
export function frameOf(octet: number, receptor = 'north', number = 0): Frame {
  return {
    id: uuidv7(NOW, Uint8Array.of(octet, number >> 8, number, 0, 0, 0, 0, 0, 0, 0)),
    receptor,
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 40_000,
    localPort: 4059,
    receivedAt: NOW,
    interfaceType: 'WRAPPER',
    bytes: Uint8Array.of(octet),
  };
}

/** A receptor with the defaults of the options. */
export function receptorOf(
  receptor: string,
  options: Partial<DecodeReceptor> = {},
): DecodeReceptor {
  return {
    receptor,
    output: ['Reading'],
    deviceType: 'DlmsPushServer',
    groupName: 'g',
    registerAsGateway: true,
    gatewayId: 'dlms',
    serviceId: 'dlms',
    mostLiveFrames: 500,
    mostHistoricFrames: 500,
    abortAfterMs: 120_000,
    debug: false,
    ...options,
  };
}

/**
 * One reading a frame; octet 0 is refused, octet 1 meets a fault of ours, octet 2 must wait for a look-up, octet 7 is
 * read although something is wrong.
 */
export const interpretOctet: Interpret = (frame) => {
  const [octet = 0] = frame.bytes;
  if (octet === 0)
    return { type: 'refused', refusal: refusalOf('apdu.empty', 'no APDU', 8), systemTitle: 'AB' };
  if (octet === 1) throw new TypeError('a fault');
  const interpretation = {
    type: 'readings',
    readings: {
      frameId: frame.id,
      receptor: frame.receptor,
      groupName: 'g',
      serialSource: 'user',
      leniencies: octet === 7 ? ['title-differs'] : [],
      readings: [
        {
          routingKey: `gw.ENERGY:P|m${octet}`,
          reading: {
            Id: `${frame.id}-0`,
            Serial: `m${octet}`,
            Measure: 'ENERGY',
            Unit: 'Wh',
            Direction: 'Import',
            Value: octet,
            Date: '2026-05-06T00:00:00.000Z',
            ReceivedAt: '2026-05-06T00:00:00.000Z',
            Source: 'push',
          },
        },
      ],
    },
    counter: { scope: '0'.repeat(32), counter: octet },
  } as const;
  return octet === 2 ? Promise.resolve(interpretation) : interpretation;
};

/** What was reported. */
export interface Told {
  readonly event: string;
  readonly attributes: Record<string, unknown>;
}

/** Events that are written to a list. */
export function eventsTold(told: Told[]): DecodeEvents {
  return new Proxy({} as DecodeEvents, {
    get: (_, event: string) => (attributes: Record<string, unknown>) => {
      told.push({ event, attributes });
    },
  });
}
