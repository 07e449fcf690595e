import { Body, Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { callerOf, doneBy } from '../access/caller.js';
import { Needs } from '../access/needs.js';
import type { AdminEvents } from '../events.js';
import type { ApiRequest } from '../http/request.js';
import { EVENTS } from '../tokens.js';
import { ApiKeysDesk, type KeyNote, type ListedApiKey } from './api-keys-desk.js';
import {
  apiKeyAnswer,
  apiKeysAnswer,
  createdKeyAnswer,
  createKeyBody,
} from './api-keys.schemas.js';

/** Keys of the API, for administrators. The first one is made on the command line: `dlms api-keys create`. */
@ApiTags('API keys')
@Controller('api/ApiKeys')
export class ApiKeysController {
  readonly #desk: ApiKeysDesk;
  readonly #events: AdminEvents;

  constructor(@Inject(ApiKeysDesk) desk: ApiKeysDesk, @Inject(EVENTS) events: AdminEvents) {
    this.#desk = desk;
    this.#events = events;
  }

  /** A new key. */
  @Post()
  @Needs('administrator', 'api-keys.create')
  @ApiOperation({ summary: 'Make an API key', description: 'The answer shows it, this once.' })
  @ApiResponse({ status: 201, standardSchema: createdKeyAnswer, description: 'The key.' })
  async create(
    @Body({ schema: createKeyBody }) body: z.infer<typeof createKeyBody>,
    @Req() request: ApiRequest,
  ): Promise<ListedApiKey & { readonly key: string }> {
    const { label, role, allowedAddresses, expiresAt } = body;
    const wish = { label, role, allowedAddresses };
    const expiry = expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) };
    const { keyId } = callerOf(request);
    const note = this.#noteOf(request, 'api-keys.create');
    return this.#desk.create({ ...wish, ...expiry }, keyId, note);
  }

  /** All keys. */
  @Get()
  @Needs('administrator')
  @ApiOperation({ summary: 'List API keys', description: 'Never the keys themselves.' })
  @ApiResponse({ status: 200, standardSchema: apiKeysAnswer, description: 'All, oldest first.' })
  async list(): Promise<{ readonly apiKeys: readonly ListedApiKey[] }> {
    return { apiKeys: await this.#desk.list() };
  }

  /** From the next request on the key is void. */
  @Delete(':Id')
  @Needs('administrator', 'api-keys.revoke')
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiResponse({ status: 200, standardSchema: apiKeyAnswer, description: 'The revoked key.' })
  async revoke(@Param('Id') id: string, @Req() request: ApiRequest): Promise<ListedApiKey> {
    return this.#desk.revoke(id, this.#noteOf(request, 'api-keys.revoke'));
  }

  #noteOf(request: ApiRequest, action: string): KeyNote {
    const caller = callerOf(request);
    return (object, detail) => {
      this.#events.changed({ action, object, keyId: caller.keyId });
      return doneBy(caller, action, object, detail);
    };
  }
}
