import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '../access/needs.js';
import { GATEWAYS } from '../tokens.js';
import { openConnection } from './gateway-messages.js';
import type { Gateways } from './gateways.js';

const MOST = 10_000;

const connectionsQuery = z.strictObject({
  receptor: z.string().optional().describe('Section of the configuration.'),
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(MOST))
    .default(1_000)
    .describe('Of each gateway.'),
});

const connectionsAnswer = z
  .object({
    gateways: z.array(
      z.object({
        gateway: z.string(),
        total: z.int().describe('Open connections, also those over the limit.'),
        connections: z.array(openConnection),
      }),
    ),
  })
  .meta({ id: 'Connections' });

/** What is open now. */
@ApiTags('Connections')
@Controller('api/Connections')
export class ConnectionsController {
  readonly #gateways: Gateways;

  constructor(@Inject(GATEWAYS) gateways: Gateways) {
    this.#gateways = gateways;
  }

  /** Of all gateways that answer in time. */
  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'Show the open connections of meters',
    description: 'Of every gateway that answers within half a second.',
  })
  @ApiResponse({ status: 200, standardSchema: connectionsAnswer, description: 'By gateway.' })
  async list(
    @Query({ schema: connectionsQuery }) query: z.infer<typeof connectionsQuery>,
  ): Promise<z.infer<typeof connectionsAnswer>> {
    const answers = await this.#gateways.connections(query);
    return { gateways: answers.toSorted((a, b) => (a.gateway < b.gateway ? -1 : 1)) };
  }
}
