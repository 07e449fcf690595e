import { encodeFrames, uuidv7, type Frame } from '@dlms-telemetry/frame';

const RECEIVED = Date.UTC(2026, 4, 6);

/** The frame of number `n` of a receptor, received `n` milliseconds after the first. */
export function testFrame(receptor: string, n: number): Frame {
  const bytes = Uint8Array.of(n >> 8, n & 0xff);
  const random = new Uint8Array(10);
  new TextEncoder().encodeInto(receptor.slice(-5), random.subarray(3, 8));
  random.set(bytes, 8);
  return {
    id: uuidv7(RECEIVED + n, random),
    receptor,
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 40_000,
    localPort: 4059,
    receivedAt: RECEIVED + n,
    interfaceType: 'WRAPPER',
    bytes,
  };
}

/** The number of a test frame. */
export function numberOf({ bytes: [high = 0, low = 0] }: Frame): number {
  return high * 256 + low;
}

/** An envelope of the test frames from number `first` on. */
export function testEnvelope(receptor: string, first: number, count: number): Uint8Array {
  return encodeFrames(Array.from({ length: count }, (_, i) => testFrame(receptor, first + i)));
}
