import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { AuditRepository, StoredAuditRow } from '@dlms-telemetry/store';
import { z } from 'zod';
import { Needs } from '../access/needs.js';
import { AUDIT } from '../tokens.js';

const MOST_A_PAGE = 1_000;
/** Of a long import only the first users are listed; the counts are whole. */
const MOST_USERS = 100;

const auditQuery = z.strictObject({
  keyId: z.string().optional(),
  action: z.string().optional().describe('`users.add`'),
  object: z.string().optional().describe('A device, or the id of an API key.'),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional().describe('Exclusive.'),
  before: z.coerce.number().pipe(z.int().min(1)).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().pipe(z.int().min(1).max(MOST_A_PAGE)).default(100),
});

const auditEntry = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    keyId: z.string().optional().describe('Left out: the command line.'),
    keyLabel: z.string().optional(),
    action: z.string(),
    object: z.string().optional(),
    address: z.string().optional(),
    outcome: z.enum(['done', 'refused', 'failed']),
    code: z.string().optional().describe('Why not, where it was not done.'),
    detail: z.record(z.string(), z.unknown()).describe('What has changed, by names of fields.'),
  })
  .meta({ id: 'AuditEntry' });

const auditAnswer = z
  .object({
    entries: z.array(auditEntry),
    next: z.int().optional().describe('For `before` of the next page; left out on the last.'),
  })
  .meta({ id: 'AuditEntries' });

/** The audit log, for administrators. It cannot be changed by anybody. */
@ApiTags('Audit')
@Controller('api/Audit')
export class AuditController {
  readonly #audit: AuditRepository;

  constructor(@Inject(AUDIT) audit: AuditRepository) {
    this.#audit = audit;
  }

  /** The newest first. */
  @Get()
  @Needs('administrator')
  @ApiOperation({
    summary: 'Show who did what',
    description: 'The newest first, refused attempts too. Names of fields, never what is in them.',
  })
  @ApiResponse({ status: 200, standardSchema: auditAnswer, description: 'A page of the log.' })
  async list(
    @Query({ schema: auditQuery }) query: z.infer<typeof auditQuery>,
  ): Promise<z.infer<typeof auditAnswer>> {
    const { from, until, limit, ...rest } = query;
    const rows = await this.#audit.list({
      ...rest,
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(until !== undefined && { until: Date.parse(until) }),
      limit: limit + 1,
    });
    const entries = rows.slice(0, limit).map(entryOf);
    const next = rows.length > limit ? entries.at(-1)?.id : undefined;
    return { entries, ...(next !== undefined && { next }) };
  }
}

function entryOf(row: StoredAuditRow): z.infer<typeof auditEntry> {
  const { id, at, keyId, keyLabel, action, object, address, outcome, code, detail } = row;
  return {
    ...{ id, at: at.toISOString() },
    ...(keyId !== null && { keyId }),
    ...(keyLabel !== null && { keyLabel }),
    action,
    ...(object !== null && { object }),
    ...(address !== null && { address }),
    outcome,
    ...(code !== null && { code }),
    detail: shortened(detail),
  };
}

function shortened(detail: StoredAuditRow['detail']): Record<string, unknown> {
  const { users } = detail;
  if (!Array.isArray(users) || users.length <= MOST_USERS) return { ...detail };
  return {
    ...detail,
    users: users.slice(0, MOST_USERS) as unknown[],
    more: users.length - MOST_USERS,
  };
}
