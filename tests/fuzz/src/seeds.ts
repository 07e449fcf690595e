import { readFileSync, readdirSync } from 'node:fs';
import { fromHex, type InterfaceType } from '@dlms-telemetry/dlms';

/** What every mutation starts from. */
export interface Seeds {
  /** Octets as they stand on a wire, by the link layer that reads them. */
  readonly wires: readonly { readonly interfaceType: InterfaceType; readonly octets: Uint8Array }[];
  /** APDUs as they come off the link layer: protected ones as they are. */
  readonly apdus: readonly Uint8Array[];
  /** APDUs in the clear. */
  readonly plains: readonly Uint8Array[];
  /** Keys of the senders, as `Users` of a configuration. */
  readonly users: readonly SeedUser[];
}

/** A sender of the vectors. Test keys, published with them. */
export interface SeedUser {
  readonly SystemTitle: string;
  readonly BlockCipherKey: string;
  readonly AuthenticationKey?: string;
}

interface Vector {
  readonly linkLayer?: string;
  readonly frameHex?: string | readonly string[];
  readonly security?: {
    readonly systemTitle?: string | null;
    readonly ek?: string | null;
    readonly ak?: string | null;
  } | null;
  readonly expected?: {
    readonly apduHexPlain?: string | null;
    readonly protectedApduHex?: string | null;
  };
}

const VECTORS = new URL('../../../libs/dlms/vectors/', import.meta.url);
const KEY_DIGITS = 32;
const OTHER_NAMES: Readonly<Record<string, InterfaceType>> = {
  'HDLC-stream': 'HDLC',
  'WRAPPER-stream': 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
};

/** Seeds from all vectors of libs/dlms. */
export function readSeeds(): Seeds {
  const vectors = readdirSync(VECTORS)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, VECTORS), 'utf8');
      return (JSON.parse(text) as { readonly vectors: readonly Vector[] }).vectors;
    });
  const users = new Map<string, SeedUser>();
  const wires: Seeds['wires'][number][] = [];
  const apdus: Uint8Array[] = [];
  const plains: Uint8Array[] = [];
  for (const { linkLayer = '', frameHex = [], security, expected } of vectors) {
    const octets = octetsOf([frameHex].flat().join(''));
    const interfaceType = interfaceTypeOf(linkLayer);
    if (octets !== undefined && interfaceType !== undefined) wires.push({ interfaceType, octets });
    if (octets !== undefined && linkLayer === 'none') apdus.push(octets);
    const sealed = octetsOf(expected?.protectedApduHex);
    if (sealed !== undefined) apdus.push(sealed);
    const plain = octetsOf(expected?.apduHexPlain);
    if (plain !== undefined) plains.push(plain);
    const { systemTitle, ek, ak } = security ?? {};
    if (typeof systemTitle !== 'string' || ek?.length !== KEY_DIGITS) continue;
    users.set(systemTitle, {
      SystemTitle: systemTitle,
      BlockCipherKey: ek,
      ...(ak?.length === KEY_DIGITS ? { AuthenticationKey: ak } : {}),
    });
  }
  return { wires, apdus, plains, users: [...users.values()] };
}

function interfaceTypeOf(linkLayer: string): InterfaceType | undefined {
  if (linkLayer === 'HDLC' || linkLayer === 'WRAPPER') return linkLayer;
  return linkLayer === 'none' ? 'PDU' : OTHER_NAMES[linkLayer];
}

function octetsOf(hex: string | null | undefined): Uint8Array | undefined {
  const octets = typeof hex === 'string' ? fromHex(hex) : undefined;
  return octets !== undefined && octets.length > 0 ? octets : undefined;
}
