import { z } from 'zod';
import { addressing, facts, furtherKeys, protection } from './connection-options.js';
import { key, option } from './option.js';
import { factsOf } from './schema.js';

const ADDRESS_OR_RANGE = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

const SUITE_0_KEY = 16;
const SUITE_2_KEY = 32;
const KEY_ALLOWED = '16 octets in hexadecimal (32 digits); 32 octets with Suite2';

/** A user: a registered meter with its own credentials (FEATURES 4). A field left out comes from the section. */
export const userOptions = z.strictObject({
  Ip: option(ADDRESS_OR_RANGE.optional(), {
    description:
      'Source address of the meter, or a range of addresses; an address goes before a range, a longer prefix before a shorter.',
    example: '10.20.30.40',
    allowed: 'an IPv4 or IPv6 address, or a range such as 10.20.0.0/16 or 2001:db8::/32',
  }),
  Authentication: option(protection.Authentication.optional(), facts.Authentication),
  Password: option(protection.Password.optional(), facts.Password),
  ConnectionInterfaceType: option(addressing.ConnectionInterfaceType.optional(), {
    ...facts.ConnectionInterfaceType,
    inert: true,
  }),
  UseLogicalNameReferencing: option(
    addressing.UseLogicalNameReferencing.optional(),
    facts.UseLogicalNameReferencing,
  ),
  ClientAddress: option(addressing.ClientAddress.optional(), facts.ClientAddress),
  ServerAddress: option(addressing.ServerAddress.optional(), facts.ServerAddress),
  SecureClient: option(protection.SecureClient.optional(), facts.SecureClient),
  BlockCipherKey: option(protection.BlockCipherKey.optional(), facts.BlockCipherKey),
  SecureClientSecurity: option(
    protection.SecureClientSecurity.optional(),
    facts.SecureClientSecurity,
  ),
  SystemTitle: option(protection.SystemTitle.optional(), facts.SystemTitle),
  AuthenticationKey: option(protection.AuthenticationKey.optional(), facts.AuthenticationKey),
  SecuritySuite: option(protection.SecuritySuite.optional(), facts.SecuritySuite),
  Serial: option(z.string().min(1).optional(), {
    description: 'Serial of the meter, where its payload does not tell.',
    example: '1001',
    extension: true,
  }),
  Label: option(z.string().optional(), {
    description: 'A name for people.',
    example: 'Substation 12',
    extension: true,
  }),
  Enabled: option(z.boolean().default(true), {
    description: 'A disabled user is not found.',
    example: true,
    extension: true,
  }),
  NextBlockCipherKey: option(key(SUITE_0_KEY, SUITE_2_KEY).optional(), {
    description:
      'The BlockCipherKey that the meter is about to take: tried when the present one fails, and in its place from the first authenticated frame on. Of a user in the file until the next start, or change of the file.',
    example: '${ENV:DLMS_NEXT_BLOCK_CIPHER_KEY}',
    allowed: KEY_ALLOWED,
    secret: true,
    extension: true,
  }),
  NextAuthenticationKey: option(key(SUITE_0_KEY, SUITE_2_KEY).optional(), {
    description: 'The AuthenticationKey that the meter is about to take, as NextBlockCipherKey.',
    example: '${ENV:DLMS_NEXT_AUTHENTICATION_KEY}',
    allowed: KEY_ALLOWED,
    secret: true,
    extension: true,
  }),
  ...furtherKeys,
});
export type UserOptions = z.infer<typeof userOptions>;

/** Options of a user that hold a key or a password: sealed at rest, never shown. */
export const secretUserOptions: readonly (keyof UserOptions)[] = (
  Object.keys(userOptions.shape) as (keyof UserOptions)[]
).filter((name) => factsOf(userOptions.shape[name]).secret === true);
