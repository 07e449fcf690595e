import { readFileSync } from 'node:fs';
import { fromHex, readFrames, type InterfaceType } from '@dlms-telemetry/dlms';
import type { Frame } from '@dlms-telemetry/frame';

/** A value that a vector says is in its payload. */
export interface ExpectedValue {
  readonly path: readonly number[];
  readonly type: string;
  readonly raw?: unknown;
  readonly obis?: string;
  readonly scaler?: number;
  readonly unitName?: string;
  readonly text?: string;
}

/** What of a vector the tests here look at; see libs/dlms/vectors/README.md. */
export interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly apdu: string;
  readonly frameHex: string | readonly string[];
  readonly security?: {
    readonly systemTitle?: string | null;
    readonly ek?: string | null;
    readonly ak?: string | null;
  } | null;
  readonly expected: {
    readonly values?: readonly ExpectedValue[];
    readonly outcome?: string;
    readonly refusal?: { readonly layer: string; readonly code: string };
    readonly dateTime?: { readonly hex: string } | null;
  };
}

const FOLDER = new URL('../../dlms/vectors/', import.meta.url);

/** The vectors of a file. */
export function vectorsOf(group: string): readonly Vector[] {
  const text = readFileSync(new URL(`${group}.json`, FOLDER), 'utf8');
  return (JSON.parse(text) as { readonly vectors: readonly Vector[] }).vectors;
}

const LLC_OCTETS = 3;

/** Where a vector's octets come in: its interface type, and octets for it. */
export function wireOf({ linkLayer, frameHex }: Vector): {
  readonly interfaceType: InterfaceType;
  readonly octets: Uint8Array;
} {
  const octets = fromHex([frameHex].flat().join('')) ?? new Uint8Array();
  if (linkLayer === 'HDLC-LLC-only') {
    return { interfaceType: 'PDU', octets: octets.subarray(LLC_OCTETS) };
  }
  if (linkLayer.startsWith('HDLC')) return { interfaceType: 'HDLC', octets };
  if (linkLayer.startsWith('WRAPPER')) return { interfaceType: 'WRAPPER', octets };
  if (linkLayer.startsWith('MBUS')) return { interfaceType: 'WiredMBus', octets };
  return { interfaceType: 'PDU', octets };
}

/** The frames that a gateway would capture of a vector, for a receptor called `receptor`. */
export function framesOf(vector: Vector, receptor: string): readonly Frame[] {
  const { interfaceType, octets } = wireOf(vector);
  const frames: Frame[] = [];
  for (const event of readFrames(interfaceType, octets, { maxApduLength: 32767 })) {
    if (event.type === 'apdu') frames.push(frameOf(event.wire, interfaceType, receptor));
  }
  return frames;
}

/** A frame of those octets. */
export function frameOf(bytes: Uint8Array, interfaceType: string, receptor: string): Frame {
  return {
    id: '018f0000-0000-7000-8000-000000000000',
    receptor,
    gatewayProcess: 'gateway',
    connectionId: 'connection',
    transport: 'tcp',
    remoteAddress: '10.0.0.1',
    remotePort: 50_000,
    localPort: 4059,
    receivedAt: Date.UTC(2026, 0, 1),
    interfaceType,
    bytes,
  };
}
