import { z } from 'zod';
import {
  addressing,
  facts,
  furtherKeys,
  protection,
  SECURITY_LEVELS,
} from './connection-options.js';
import { option, whole } from './option.js';

/** Every receptor has these, whether it waits for meters or dials them. */
export const sectionShape = {
  Enabled: option(z.boolean().default(true), {
    description: 'Whether the section is started.',
    example: true,
  }),
  Debug: option(z.boolean().default(false), {
    description:
      'Logs each step of each frame of this section: taken from its queue, decoded or refused, published. Never a key.',
    example: false,
  }),
  GroupName: option(z.string().default(''), {
    description:
      'Sent in the header of every reading; stands in the keys of Frame and Batch outputs.',
    example: 'PushServer',
  }),
  GatewayId: option(z.string().optional(), {
    description: 'Gateway in the routing key when RegisterAsGateway is false; left out: ServiceId.',
    example: 'north-1',
  }),
  DeviceGatewayIdProperty: option(z.string().default('SerialNumber'), {
    description:
      "The PropertyName of the property map that yields the meter's serial; one over 128 octets is shortened with a hash.",
    example: 'SerialNumber',
  }),
  Priority: option(z.enum(['Normal', 'High']).default('High'), {
    description: 'Priority bit of the requests that we send.',
    example: 'High',
    inert: true,
  }),
  StartProtocol: option(z.enum(['DLMS', 'India', 'Italy', 'SaudiArabia', 'Idis']).default('DLMS'), {
    description: 'Companion standard whose deviations are followed where we speak.',
    example: 'Idis',
    inert: true,
  }),
  TxMaxFrameSize: option(whole(1, 2030).default(128), {
    description: 'Longest HDLC information field that we offer to send.',
    example: 128,
    inert: true,
  }),
  RxMaxFrameSize: option(whole(1, 2030).default(128), {
    description:
      'Longest HDLC information field that we offer to receive; never a reason to refuse a push.',
    example: 128,
    inert: true,
  }),
  UseLogicalNameReferencing: option(
    addressing.UseLogicalNameReferencing.default(true),
    facts.UseLogicalNameReferencing,
  ),
  Authentication: option(protection.Authentication.default('None'), facts.Authentication),
  Password: option(protection.Password.optional(), facts.Password),
  SecurityLevel: option(z.enum(SECURITY_LEVELS).default('None'), {
    description: 'The least protection that an incoming APDU must have.',
    example: 'AuthenticationEncryption',
  }),
  SecureClient: option(protection.SecureClient.default(false), facts.SecureClient),
  SecureClientSecurity: option(
    protection.SecureClientSecurity.default('None'),
    facts.SecureClientSecurity,
  ),
  BlockCipherKey: option(protection.BlockCipherKey.optional(), facts.BlockCipherKey),
  AuthenticationKey: option(protection.AuthenticationKey.optional(), facts.AuthenticationKey),
  SystemTitle: option(protection.SystemTitle.optional(), facts.SystemTitle),
  SecuritySuite: option(protection.SecuritySuite.default('Suite0'), facts.SecuritySuite),
  ...furtherKeys,
} as const;
