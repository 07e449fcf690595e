import type { ApiBodyOptions } from '@nestjs/swagger';

const USER = {
  Authentication: 'HighGmac',
  Password: '12345',
  ConnectionInterfaceType: 'WRAPPER',
  UseLogicalNameReferencing: 1,
  ClientAddress: -1,
  ServerAddress: -1,
  SecureClient: 1,
  BlockCipherKey: '000102030405060708090A0B0C0D0E0F',
  SecureClientSecurity: 'AuthenticationEncryption',
  SystemTitle: '45444D6B31304D30',
  AuthenticationKey: '000102030405060708090A0B0C0D0E0F',
  SecuritySuite: 'Suite0',
};

/** The body of Add as the specification prints it. */
export const SPECIFICATION_USERS = {
  users: [
    { Ip: '127.0.0.1', ...USER },
    { Ip: '127.55.6.1', ...USER },
  ],
};

/** The body of Add. */
export const usersBody: Extract<ApiBodyOptions, { schema: unknown }>['schema'] = {
  type: 'object',
  required: ['users'],
  additionalProperties: false,
  properties: {
    users: { type: 'array', items: { $ref: '#/components/schemas/User' }, minItems: 1 },
  },
};
