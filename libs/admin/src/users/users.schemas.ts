import { z } from 'zod';

/** What becomes of a user, as an answer says it. */
export const changedUserAnswer = z
  .object({
    id: z.uuid(),
    Ip: z.string().optional(),
    SystemTitle: z.string().optional(),
    change: z.enum(['added', 'updated', 'unchanged', 'deleted']),
    fields: z.array(z.string()).describe('Names of the fields that have changed.'),
  })
  .meta({ id: 'ChangedUser' });

/** The answer to Add, Import and a change. */
export const takenUsersAnswer = z
  .object({
    added: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    warnings: z.array(z.string()).describe('What was accepted but should be looked at.'),
    users: z.array(changedUserAnswer).describe('In the order of the request.'),
  })
  .meta({
    id: 'TakenUsers',
    example: {
      added: 1,
      updated: 0,
      unchanged: 0,
      warnings: [],
      users: [
        {
          id: '0191f2c4-7f30-4a5e-9a3e-0c7d1f0b7a11',
          Ip: '127.0.0.1',
          SystemTitle: '45444D6B31304D30',
          change: 'added',
          fields: ['BlockCipherKey', 'Enabled'],
        },
      ],
    },
  });

/** The body of Delete: `ips` as the specification has it. */
export const deleteBody = z
  .strictObject({
    ips: z.array(z.unknown()).optional().describe('Every user of these addresses or ranges.'),
    systemTitles: z
      .array(z.unknown())
      .optional()
      .describe('Users without an address that have these titles (16 hexadecimal digits).'),
  })
  .refine(({ ips, systemTitles }) => ips !== undefined || systemTitles !== undefined, {
    message: 'ips or systemTitles is missing',
  })
  .meta({ id: 'DeleteUsers', example: { ips: ['127.0.0.1', '127.55.6.1'] } });

/** The answer to Delete. */
export const deletedUsersAnswer = z
  .object({
    deleted: z.int(),
    warnings: z.array(z.string()).describe('Addresses and titles of which there was no user.'),
    users: z.array(changedUserAnswer),
  })
  .meta({ id: 'DeletedUsers' });

/** The body of a change: fields of a user; null takes one away. */
export const patchBody = z.record(z.string(), z.unknown());

const key = z.object({
  name: z.string(),
  state: z.enum(['active', 'next', 'previous']),
  validFrom: z.iso.datetime().optional(),
  retiredAt: z.iso.datetime().optional(),
});

/** A user as it is shown: never a key or a password, only that there is one. */
export const listedUserAnswer = z
  .looseObject({
    source: z.enum(['file', 'store']).describe('Where it stands; those of the file have no id.'),
    id: z.uuid().optional(),
    Ip: z.string().optional(),
    SystemTitle: z.string().optional(),
    Serial: z.string().optional(),
    Label: z.string().optional(),
    Enabled: z.boolean(),
    keys: z.array(key).describe('Which keys there are; never the keys.'),
  })
  .meta({ id: 'ListedUser' });

const MOST_A_PAGE = 1_000;

/** Which users are listed. */
export const listUsersQuery = z.strictObject({
  source: z
    .enum(['file', 'store'])
    .default('store')
    .describe('Of the configuration file, or added.'),
  text: z.string().min(1).optional().describe('Part of address, title, serial or label.'),
  ip: z.string().optional().describe('Address or range, as registered.'),
  systemTitle: z
    .string()
    .regex(/^[0-9A-Fa-f]{16}$/u, 'is not allowed: 16 hexadecimal digits')
    .optional(),
  serial: z.string().optional(),
  enabled: z.stringbool().optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(MOST_A_PAGE)).default(100),
  cursor: z.string().optional().describe('`next` of the page before.'),
});

/** A page of users. */
export const listedUsersAnswer = z
  .object({
    users: z.array(listedUserAnswer),
    total: z.int().describe('Of all pages.'),
    next: z.string().optional().describe('Cursor of the next page; left out on the last.'),
  })
  .meta({ id: 'ListedUsers' });
