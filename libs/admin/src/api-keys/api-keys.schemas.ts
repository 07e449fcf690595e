import { z } from 'zod';
import { ROLES } from '../access/roles.js';

const LONGEST_LABEL = 200;
const MOST_ADDRESSES = 100;

/** What a new key is to be. */
export const createKeyBody = z
  .strictObject({
    label: z.string().trim().min(1).max(LONGEST_LABEL).describe('For people: who uses it.'),
    role: z
      .enum(ROLES)
      .describe('Each may what those before it may: viewer looks, configurator changes users.'),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('Left out: never.'),
    allowedAddresses: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(MOST_ADDRESSES)
      .default([])
      .describe('Addresses and ranges it may come from; empty: any.'),
  })
  .meta({
    id: 'CreateApiKey',
    example: { label: 'Billing', role: 'configurator', allowedAddresses: ['10.0.0.0/8'] },
  });

const listed = {
  id: z.string().describe('Its second part; no secret.'),
  label: z.string(),
  role: z.enum(ROLES),
  allowedAddresses: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string().optional().describe('Id of the key; left out: the command line.'),
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional().describe('To the minute.'),
  lastUsedFrom: z.string().optional(),
};

/** A key without the key. */
export const apiKeyAnswer = z.object(listed).meta({ id: 'ApiKey' });

/** A key that was made: the only time that it is shown. */
export const createdKeyAnswer = z
  .object({ ...listed, key: z.string().describe('Shown this once.') })
  .meta({ id: 'CreatedApiKey' });

/** All keys. */
export const apiKeysAnswer = z.object({ apiKeys: z.array(apiKeyAnswer) }).meta({ id: 'ApiKeys' });
