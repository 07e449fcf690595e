import { isIP } from 'node:net';
import { plainAddress } from './address.js';

const V1_START = 'PROXY';
/** Longest first line of version 1, its end included (PROXY protocol, 2.1). */
const LONGEST_V1 = 107;
const CR = 0x0d;
const LF = 0x0a;

const V2_SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
/** Signature, version with command, family with protocol, length. */
const V2_HEADER = 16;
const V2_VERSION = 2;
const LOCAL = 0;
const PROXY = 1;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;
/** Two addresses and two ports. */
const IPV4_BLOCK = 12;
const IPV6_BLOCK = 36;
/** Ours: addresses and extensions (TLVs) beyond it are refused rather than kept. */
const LONGEST_V2_BLOCK = 16_384;
const LARGEST_PORT = 65_535;

/** What octets at the start of a connection from a load balancer are. */
export type ProxyHeader =
  /** The beginning of a header. */
  | { readonly kind: 'more' }
  /** No header, or one that says nothing to go by. */
  | { readonly kind: 'bad'; readonly message: string; readonly offset: number }
  /** The load balancer asks for itself: a health check, no meter. */
  | { readonly kind: 'local'; readonly length: number }
  | {
      readonly kind: 'proxied';
      /** Octets of the header. */
      readonly length: number;
      /** The meter's own. */
      readonly remoteAddress: string;
      readonly remotePort: number;
    };

/** Reads a header of the PROXY protocol, version 1 or 2. `octets`: all that came so far, at least one. */
export function readProxyHeader(octets: Uint8Array): ProxyHeader {
  return octets[0] === V2_SIGNATURE[0] ? readV2(octets) : readV1(octets);
}

function readV1(octets: Uint8Array): ProxyHeader {
  for (let at = 0; at < V1_START.length && at < octets.length; at += 1)
    if (octets[at] !== V1_START.charCodeAt(at)) return bad('no PROXY header begins here', at);
  const end = octets.subarray(0, LONGEST_V1).indexOf(LF);
  if (end < 0) {
    if (octets.length < LONGEST_V1) return { kind: 'more' };
    return bad(`a PROXY header of version 1 ends within ${LONGEST_V1} octets`, LONGEST_V1);
  }
  if (octets[end - 1] !== CR) return bad('a PROXY header of version 1 ends in CR LF', end);
  const line = String.fromCharCode(...octets.subarray(0, end - 1));
  const [, family, source = '', destination = '', sourcePort = '', destinationPort = '', ...rest] =
    line.split(' ');
  const after = V1_START.length + 1;
  if (family === 'UNKNOWN') return { kind: 'local', length: end + 1 };
  const version = family === 'TCP4' ? 4 : 6;
  if (family !== 'TCP4' && family !== 'TCP6')
    return bad('the PROXY header names neither TCP4, TCP6 nor UNKNOWN', after);
  if (isIP(source) !== version || isIP(destination) !== version)
    return bad(`the PROXY header has no two addresses of ${family}`, after);
  if (!isPort(sourcePort) || !isPort(destinationPort) || rest.length > 0)
    return bad('the PROXY header does not end in two ports', after);
  return {
    kind: 'proxied',
    length: end + 1,
    remoteAddress: plainAddress(source),
    remotePort: Number(sourcePort),
  };
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/u.test(text) && Number(text) <= LARGEST_PORT;
}

function readV2(octets: Uint8Array): ProxyHeader {
  for (const [at, octet] of V2_SIGNATURE.entries())
    if (at < octets.length && octets[at] !== octet) return bad('no PROXY header begins here', at);
  if (octets.length < V2_HEADER) return { kind: 'more' };
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const [command, family, block] = [view.getUint8(12), view.getUint8(13), view.getUint16(14)];
  if (command >> 4 !== V2_VERSION) return bad('the PROXY header is of an unknown version', 12);
  if ((command & 0x0f) > PROXY) return bad('the PROXY header has an unknown command', 12);
  if (block > LONGEST_V2_BLOCK)
    return bad(`the PROXY header is longer than ${LONGEST_V2_BLOCK} octets`, 14);
  const length = V2_HEADER + block;
  const local = (command & 0x0f) === LOCAL;
  const needed = family === TCP_OVER_IPV4 ? IPV4_BLOCK : IPV6_BLOCK;
  if (!local && family !== TCP_OVER_IPV4 && family !== TCP_OVER_IPV6)
    return bad('the PROXY header carries no address of TCP over IPv4 or IPv6', 13);
  if (!local && block < needed) return bad('the PROXY header has no room for its addresses', 14);
  if (octets.length < length) return { kind: 'more' };
  if (local) return { kind: 'local', length };
  const ipv4 = family === TCP_OVER_IPV4;
  return {
    kind: 'proxied',
    length,
    remoteAddress: ipv4 ? ipv4At(view, V2_HEADER) : ipv6At(view, V2_HEADER),
    // Both addresses stand before both ports.
    remotePort: view.getUint16(V2_HEADER + needed - 4),
  };
}

function ipv4At(view: DataView, at: number): string {
  return [0, 1, 2, 3].map((index) => view.getUint8(at + index)).join('.');
}

function ipv6At(view: DataView, at: number): string {
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((index) => view.getUint16(at + index));
  // IPv4 in IPv6, ::ffff:0:0/96.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return ipv4At(view, at + 12);
  // The parser of URLs writes it as sockets show it.
  const { hostname } = new URL(`http://[${groups.map((g) => g.toString(16)).join(':')}]`);
  return hostname.slice(1, -1);
}

function bad(message: string, offset: number): ProxyHeader {
  return { kind: 'bad', message, offset };
}
