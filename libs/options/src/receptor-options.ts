import { z } from 'zod';
import { addressing, facts } from './connection-options.js';
import { addresses, count, hiddenText, option, whole, words } from './option.js';
import { sectionShape } from './section-options.js';
import { userOptions } from './user-options.js';

/** `DeviceType` of a receptor. */
export const PUSH_SERVER = 'DlmsPushServer';

const LARGEST_APDU = 32767;
const YEAR_MS = 31_536_000_000;

/** A receptor that meters push to: `DeviceType` DlmsPushServer (FEATURES 2). */
export const receptorOptions = z.strictObject({
  DeviceType: option(z.literal(PUSH_SERVER), {
    description: 'What the section is.',
    example: PUSH_SERVER,
  }),
  ...sectionShape,
  RegisterAsGateway: option(z.boolean().default(true), {
    description:
      'true: routing keys begin with the serial and end in the name of the section; false: they begin with GatewayId and end in the serial.',
    example: true,
  }),
  PropertiesDeviceName: option(z.string().optional(), {
    description:
      'Section of property maps; left out: values that name themselves give readings under their OBIS codes.',
    example: 'PushProperties',
  }),
  ConnectionInterfaceType: option(addressing.ConnectionInterfaceType.default('HDLC'), {
    ...facts.ConnectionInterfaceType,
    description:
      'Link layer in which frames come; Auto recognises HDLC, WRAPPER, WiredMBus and PDU from the first octets of a connection.',
  }),
  PduQuietTimeMs: option(whole(1, 60_000).default(200), {
    description:
      'With interface types PDU and SMS an APDU ends when the sender is quiet that long (milliseconds).',
    example: 200,
    extension: true,
  }),
  ClientAddress: option(addressing.ClientAddress.default(-1), {
    ...facts.ClientAddress,
    description: `${facts.ClientAddress.description} A push to another address is refused.`,
  }),
  ServerAddress: option(addressing.ServerAddress.default(-1), {
    ...facts.ServerAddress,
    description: `${facts.ServerAddress.description} A push from another address is refused.`,
  }),
  EnableIpLookup: option(z.boolean().default(false), {
    description:
      'true: the source address must be that of a registered user, whose credentials are used; false: anyone may connect, users are found by system title, else the credentials of the section hold.',
    example: false,
  }),
  DeviceAuthorization: option(z.boolean().default(false), {
    description:
      'Only registered and enabled users are accepted, found by address or system title, with the title they are registered with; over UDP the APDU must be authenticated too.',
    example: false,
  }),
  Users: option(z.array(userOptions).default([]), {
    description: "Registered meters with credentials of their own, in the shape of the users' API.",
    example: [{ SystemTitle: '4B464D1020000001', BlockCipherKey: '${ENV:KEY_1}', Serial: '1001' }],
    extension: true,
  }),

  Address: option(z.string().min(1).default('Any'), {
    description: 'Any, or the IP address or name to bind (IPv4 and IPv6).',
    example: 'Any',
  }),
  Port: option(whole(0, 65535).optional(), {
    description: 'Port, of TCP and UDP; 0 takes any free one. An enabled section must have it.',
    example: 9052,
  }),
  Transport: option(words(['Tcp', 'Udp']).prefault('Tcp'), {
    description:
      'Tcp, Udp, or both. Over UDP a frame ends with its datagram; TLS and the PROXY protocol are of TCP alone.',
    example: 'Tcp',
    allowed: 'any of Tcp, Udp, separated by commas',
    extension: true,
  }),
  Encryption: option(z.enum(['None', 'Tls']).default('None'), {
    description: 'Encryption of the TCP connection.',
    example: 'Tls',
  }),
  ValidateClientCertificate: option(z.boolean().default(false), {
    description:
      'With Tls: meters must show a certificate of an issuer in ClientCertificateAuthorities.',
    example: false,
  }),
  ClientCertificateAuthorities: option(z.string().optional(), {
    description: 'PEM file of the issuers whose client certificates are accepted.',
    example: '/etc/ssl/certs/meters.pem',
    extension: true,
  }),
  CertificatePath: option(z.string().optional(), {
    description:
      'PFX file with certificate and key; not read while Encryption is None. A renewed file is used within 10 seconds.',
    example: '/etc/ssl/certs/public.rsa.pfx',
  }),
  CertificatePassword: option(hiddenText().optional(), {
    description: 'Password of the PFX file.',
    example: '${FILE:/run/secrets/pfx}',
    allowed: 'a text',
    secret: true,
  }),
  CertificateSubjectName: option(z.string().optional(), {
    description:
      'Common name, or name of the host, of the certificate that is looked up in CertificateFolder when CertificatePath is blank; of several the one that is valid longest.',
    example: 'dlms.example.org',
  }),
  CertificateFolder: option(z.string().min(1).default('/run/certificates'), {
    description: 'Folder of PFX files (.pfx, .p12), opened with CertificatePassword.',
    example: '/run/certificates',
    extension: true,
  }),
  DroppedClientDetection: option(
    words([
      'Auto',
      'ReadTimeout',
      'SendPingMessage',
      'DisconnectOtherConnections',
      'NoDataTimeout',
    ]).prefault('ReadTimeout,DisconnectOtherConnections'),
    {
      description:
        'How connections of meters that have gone are found. DisconnectOtherConnections: a new connection closes older ones of its address, once their octets are accepted and a second passed, but not where several users or a range share the address. SendPingMessage: TCP keep-alive. Auto: ReadTimeout with keep-alive.',
      example: 'ReadTimeout,DisconnectOtherConnections',
      allowed:
        'any of Auto, ReadTimeout, SendPingMessage, DisconnectOtherConnections, NoDataTimeout, separated by commas',
    },
  ),
  DroppedClientTimeoutSecs: option(whole(15, 3600).default(120), {
    description: 'Seconds without an octet either way after which ReadTimeout closes a connection.',
    example: 120,
  }),
  NoDataTimeout: option(z.union([z.literal(0), whole(500, 300_000)]).default(5000), {
    description:
      'Milliseconds after connecting without an octet either way after which the connection is closed; 0 disables; acts only when DroppedClientDetection lists NoDataTimeout.',
    example: 5000,
    allowed: '0, or a whole number from 500 to 300000',
  }),
  ProxyProtocolFrom: option(addresses().optional(), {
    description:
      'Addresses of load balancers whose PROXY header (version 1 or 2) is believed; each of their connections must begin with one.',
    example: '10.0.0.0/8',
    allowed: 'IP addresses and ranges (10.0.0.0/8), separated by commas',
    extension: true,
  }),
  MaxConnections: option(whole(0, 1_000_000).default(20_000), {
    description: 'Connections open at once; 0: no limit.',
    example: 20_000,
    extension: true,
  }),
  MaxConnectionsPerAddress: option(whole(0, 1_000_000).default(0), {
    description: 'Connections open at once from one address; 0: no limit.',
    example: 4,
    extension: true,
  }),
  DropDataLength: option(whole(10, LARGEST_APDU).default(LARGEST_APDU), {
    description:
      'Longest packet in octets, over the whole APDU; a longer one is discarded and counted.',
    example: LARGEST_APDU,
  }),

  ProcessBoundedCapacity: option(count().default(500), {
    description: 'Live packets that may wait, times MaxBoundedPacketMultiplier.',
    example: 500,
  }),
  ProcessMaxDegreeOfParallelism: option(count().default(500), {
    description:
      'Live packets processed at once, per worker: from the queue until their readings are confirmed. More than that stay in the queue.',
    example: 500,
  }),
  PacketProcessAbortTimeoutMs: option(whole(1, 86_400_000).default(120_000), {
    description:
      'A packet whose decoding takes longer (milliseconds) is aborted and dead-lettered as process.timeout; the others go on.',
    example: 120_000,
  }),
  MaxBoundedPacketMultiplier: option(count().default(4), {
    description:
      'More than ProcessBoundedCapacity times this waiting: new packets go to the historic store (the backlog), and come back as HandleHistoricRecordInterval says.',
    example: 4,
  }),
  HandleHistoricRecordInterval: option(whole(1, YEAR_MS).default(300_000), {
    description:
      'Milliseconds between two runs over the historic store. What is there because the broker was away comes back at once.',
    example: 300_000,
  }),
  HistoricRecordBatchingSize: option(count().default(15), {
    description:
      'Packets that a run takes from the historic store, oldest first: with the defaults 15 in 5 minutes, 4,320 a day.',
    example: 15,
  }),
  BackgroundProcessBoundedCapacity: option(count().default(500), {
    description:
      'Packets from the historic store that may wait to be processed; more are left in the store until there is room.',
    example: 500,
  }),
  BackgroundProcessMaxDegreeOfParallelism: option(count().default(500), {
    description:
      'Packets from the historic store processed at once, per worker: from their queue until their readings are confirmed. Live packets go first.',
    example: 500,
  }),

  Output: option(words(['Reading', 'Frame', 'Batch']).prefault('Reading'), {
    description:
      'What is published: a message a Reading, a Frame (all readings of a packet) or a Batch (of many packets), or several of these. The recorder gets all readings whatever is set.',
    example: 'Reading',
    allowed: 'any of Reading, Frame, Batch, separated by commas',
    extension: true,
  }),
  TimeZone: option(z.string().min(1).default('UTC').refine(isTimeZone, 'an IANA time zone'), {
    description: 'Time zone of meters that send local time without a deviation.',
    example: 'Europe/Oslo',
    allowed: 'an IANA time zone such as Europe/Oslo',
    extension: true,
  }),
  LoopBack: option(z.boolean().default(false), {
    description: 'A meter that pushes is read back over its own connection.',
    example: false,
    extension: true,
    onlyYet: [false],
  }),
  ReplayProtection: option(z.enum(['Off', 'Window', 'Strict']).default('Window'), {
    description:
      'Whether an authenticated frame is refused when another one has brought its invocation counter before. Window: what was accepted is stored every second; after a crash the last second could be repeated. Strict: it is stored before a frame gives readings, which costs a write for each envelope. Off: never.',
    example: 'Window',
    extension: true,
  }),
});
export type ReceptorOptions = z.infer<typeof receptorOptions>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
