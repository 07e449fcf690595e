/** How a frame reached us. */
export type Transport = 'tcp' | 'tls' | 'udp' | 'loopback';

/**
 * What a gateway captured: exactly the octets of one APDU as they stood on the wire, link layer included (all link
 * frames when it came segmented or in blocks), so that it can be decoded again years later.
 */
export interface Frame {
  /** UUIDv7; its time is `receivedAt`. */
  readonly id: string;
  /** Name of the receptor's section in the configuration. */
  readonly receptor: string;
  readonly gatewayProcess: string;
  readonly connectionId: string;
  readonly transport: Transport;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** `ConnectionInterfaceType` with which `bytes` is to be read. */
  readonly interfaceType: string;
  readonly bytes: Uint8Array;
}
