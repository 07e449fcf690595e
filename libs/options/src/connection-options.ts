import { INTERFACE_TYPES } from '@dlms-telemetry/dlms';
import { z } from 'zod';
import { hexOctets, hiddenText, key, option, whole } from './option.js';

/** Values of `SecurityLevel` and `SecureClientSecurity`. */
export const SECURITY_LEVELS = [
  'None',
  'Authentication',
  'Encryption',
  'AuthenticationEncryption',
] as const;
export type SecurityLevel = (typeof SECURITY_LEVELS)[number];

const AUTHENTICATIONS = [
  'None',
  'Low',
  'High',
  'HighMd5',
  'HighSha1',
  'HighGmac',
  'HighSha256',
  'HighEcdsa',
] as const;

const SYSTEM_TITLE_OCTETS = 8;
const SUITE_0_KEY = 16;
const SUITE_2_KEY = 32;
const PUBLIC_KEYS = 'PEM, or the raw point in hexadecimal';

/** Addresses and referencing: what a user may have in another way than its section. */
export const addressing = {
  ConnectionInterfaceType: z.enum(INTERFACE_TYPES),
  ClientAddress: whole(-1, 0xffff),
  ServerAddress: whole(-1, 0x1fff_ffff),
  UseLogicalNameReferencing: z.boolean(),
} as const;

/** Credentials and protection: what a user may have in another way than its section. */
export const protection = {
  Authentication: z.enum(AUTHENTICATIONS),
  Password: hiddenText(),
  SecureClient: z.boolean(),
  SecureClientSecurity: z.enum(SECURITY_LEVELS),
  BlockCipherKey: key(SUITE_0_KEY, SUITE_2_KEY),
  AuthenticationKey: key(SUITE_0_KEY, SUITE_2_KEY),
  SystemTitle: hexOctets(SYSTEM_TITLE_OCTETS),
  SecuritySuite: z.enum(['Suite0', 'Suite1', 'Suite2']),
} as const;

/** The extension's keys: for wrapped and agreed keys, broadcasts, signatures and HighEcdsa. */
export const furtherKeys = {
  BroadcastBlockCipherKey: option(key(SUITE_0_KEY, SUITE_2_KEY).optional(), {
    description:
      'The global broadcast encryption key, for APDUs whose security control names the broadcast key set.',
    example: '${ENV:DLMS_BROADCAST_KEY}',
    allowed: '16 octets in hexadecimal (32 digits); 32 octets with Suite2',
    secret: true,
    extension: true,
  }),
  MasterKey: option(key(SUITE_0_KEY, SUITE_2_KEY).optional(), {
    description: 'The key encryption key that unwraps keys carried in general-ciphering.',
    example: '${ENV:DLMS_MASTER_KEY}',
    allowed: '16 octets in hexadecimal (32 digits); 32 octets with Suite2',
    secret: true,
    extension: true,
  }),
  DedicatedKey: option(key(SUITE_0_KEY, SUITE_2_KEY).optional(), {
    description: 'The dedicated key of an association, for APDUs in dedicated ciphering.',
    example: '${ENV:DLMS_DEDICATED_KEY}',
    allowed: '16 octets in hexadecimal (32 digits); 32 octets with Suite2',
    secret: true,
    extension: true,
  }),
  SigningPrivateKey: option(hiddenText().optional(), {
    description: 'Our private key for signatures and HighEcdsa.',
    example: '${FILE:/run/secrets/signing.pem}',
    allowed: 'PEM, or the raw key in hexadecimal',
    secret: true,
    extension: true,
    inert: true,
  }),
  KeyAgreementPrivateKey: option(hiddenText().optional(), {
    description: 'Our private key for key agreement.',
    example: '${FILE:/run/secrets/agreement.pem}',
    allowed: 'PEM, or the raw key in hexadecimal',
    secret: true,
    extension: true,
  }),
  ServerCertificate: option(z.string().optional(), {
    description:
      "The meter's certificate, for signatures or key agreement as its key usage says; a public key below goes before it. Neither issuer nor validity is checked.",
    example: '${FILE:/run/secrets/meter.pem}',
    allowed: 'PEM',
    extension: true,
  }),
  ServerSigningPublicKey: option(z.string().optional(), {
    description: "The meter's public key for signatures.",
    example: '${FILE:/run/secrets/meter-signing.pem}',
    allowed: PUBLIC_KEYS,
    extension: true,
  }),
  ServerKeyAgreementPublicKey: option(z.string().optional(), {
    description: "The meter's public key for key agreement.",
    example: '${FILE:/run/secrets/meter-agreement.pem}',
    allowed: PUBLIC_KEYS,
    extension: true,
  }),
  ClientSystemTitle: option(hexOctets(SYSTEM_TITLE_OCTETS).optional(), {
    description:
      'Our own system title, under which protected notifications that ask for it are confirmed (none are without it), and for key agreement where the APDU does not name its recipient.',
    example: '444C4D5300000001',
    allowed: '8 octets in hexadecimal (16 digits)',
    extension: true,
  }),
} as const;

const LEVEL_ALIASES = {
  true: 'AuthenticationEncryption',
  false: 'None',
  1: 'AuthenticationEncryption',
  0: 'None',
};
const SUITE_ALIASES = { 0: 'Suite0', 1: 'Suite1', 2: 'Suite2', Suite3: 'Suite2' };

/** Facts that hold wherever the option stands. */
export const facts = {
  ConnectionInterfaceType: {
    description: 'Link layer in which frames come.',
    example: 'WRAPPER',
    aliases: { WiSUN: 'WiSun' },
  },
  ClientAddress: {
    description: 'Client address (16 without authentication, 17 Low, 18 High); -1: any.',
    example: 16,
  },
  ServerAddress: {
    description:
      'Server address; with HDLC logical x 128 + physical while both are under 128, else logical x 16384 + physical; -1: any.',
    example: 1,
  },
  UseLogicalNameReferencing: {
    description: 'Logical names (true) or short names (false).',
    example: true,
    inert: true,
  },
  Authentication: {
    description: 'How an association is authenticated.',
    example: 'HighGmac',
    inert: true,
  },
  Password: {
    description: 'Password, or secret of the high level authentications.',
    example: '${ENV:DLMS_PASSWORD}',
    allowed: 'a text',
    secret: true,
    inert: true,
  },
  SecureClient: {
    description: 'Incoming packets are secured DLMS; a plain one is refused.',
    example: true,
  },
  SecureClientSecurity: {
    description:
      'The least protection of incoming packets when SecureClient is true; holds together with SecurityLevel.',
    example: 'AuthenticationEncryption',
    allowed: `one of ${SECURITY_LEVELS.join(', ')}; true means AuthenticationEncryption, false None`,
    aliases: LEVEL_ALIASES,
  },
  BlockCipherKey: {
    description: 'The global unicast encryption key.',
    example: '${ENV:DLMS_BLOCK_CIPHER_KEY}',
    allowed: '16 octets in hexadecimal (32 digits); 32 octets with Suite2',
    secret: true,
  },
  AuthenticationKey: {
    description: 'The key that enters the additional authenticated data.',
    example: '${ENV:DLMS_AUTHENTICATION_KEY}',
    allowed: '16 octets in hexadecimal (32 digits); 32 octets with Suite2',
    secret: true,
  },
  SystemTitle: {
    description: "The meter's system title; serves where the APDU carries none, whose own wins.",
    example: '4B464D1020000001',
    allowed: '8 octets in hexadecimal (16 digits)',
  },
  SecuritySuite: {
    description:
      'Suite0: AES-GCM-128; Suite1: ECDH-ECDSA P-256, AES-GCM-128, SHA-256; Suite2: ECDH-ECDSA P-384, AES-GCM-256, SHA-384.',
    example: 'Suite0',
    aliases: SUITE_ALIASES,
    aliasWarning: 'Suite3',
  },
} as const;
