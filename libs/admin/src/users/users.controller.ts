import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { UsersDesk, type ListedUser } from '@dlms-telemetry/registry';
import type { z } from 'zod';
import { Needs } from '../access/needs.js';
import { TakesUsers } from '../http/body.interceptor.js';
import type { ApiRequest } from '../http/request.js';
import { SPECIFICATION_USERS, usersBody } from '../openapi/samples.js';
import { UsersUseCases, type DeletedAnswer, type TakenAnswer } from './users.js';
import {
  deleteBody,
  deletedUsersAnswer,
  listedUserAnswer,
  listedUsersAnswer,
  listUsersQuery,
  patchBody,
  takenUsersAnswer,
} from './users.schemas.js';

const TAKEN = { status: 200, standardSchema: takenUsersAnswer, description: 'What was changed.' };
const DELETED = {
  status: 200,
  standardSchema: deletedUsersAnswer,
  description: 'What was deleted.',
};

/** Users: registered meters with their own credentials (FEATURES 4). */
@ApiTags('Users')
@Controller('api/Users/Dlms/:DeviceName')
export class UsersController {
  readonly #users: UsersUseCases;
  readonly #desk: UsersDesk;

  constructor(@Inject(UsersUseCases) users: UsersUseCases, @Inject(UsersDesk) desk: UsersDesk) {
    this.#users = users;
    this.#desk = desk;
  }

  /** The specification's own call. */
  @Post('Add')
  @HttpCode(200)
  @Needs('configurator', 'users.add')
  @TakesUsers()
  @ApiOperation({
    summary: 'Add users, or update those that are there',
    description:
      'All or none. A user is known by Ip and SystemTitle together; one that is there becomes as given: a field left out comes from the section again, and a key that changes serves frames received before.',
  })
  @ApiBody({ schema: usersBody, examples: { specification: { value: SPECIFICATION_USERS } } })
  @ApiResponse(TAKEN)
  add(@Param('DeviceName') device: string, @Req() request: ApiRequest): Promise<TakenAnswer> {
    return this.#users.take(device, request, 'users.add');
  }

  /** As Add, from a file. */
  @Post('Import')
  @HttpCode(200)
  @Needs('configurator', 'users.import')
  @TakesUsers({ csv: true })
  @ApiOperation({
    summary: 'Add users from JSON or CSV',
    description:
      'As Add. CSV (comma, semicolon or tab) names the fields in its first line; an empty cell is a field left out. Errors name the line.',
  })
  @ApiConsumes('text/csv', 'application/json')
  @ApiBody({ schema: { type: 'string' } })
  @ApiResponse(TAKEN)
  import(@Param('DeviceName') device: string, @Req() request: ApiRequest): Promise<TakenAnswer> {
    return this.#users.take(device, request, 'users.import');
  }

  /** The specification's own call; it names no verb. */
  @Post('Delete')
  @HttpCode(200)
  @Needs('configurator', 'users.delete')
  @ApiOperation({ summary: 'Delete users by address, or by title those without one' })
  @ApiResponse(DELETED)
  deleteMany(
    @Param('DeviceName') device: string,
    @Body({ schema: deleteBody }) body: z.infer<typeof deleteBody>,
    @Req() request: ApiRequest,
  ): Promise<DeletedAnswer> {
    return this.#users.delete(device, body, request);
  }

  /** The same by another verb. */
  @Delete('Delete')
  @Needs('configurator', 'users.delete')
  @ApiOperation({ summary: 'Delete users by address, or by title those without one' })
  @ApiResponse(DELETED)
  deleteManyToo(
    @Param('DeviceName') device: string,
    @Body({ schema: deleteBody }) body: z.infer<typeof deleteBody>,
    @Req() request: ApiRequest,
  ): Promise<DeletedAnswer> {
    return this.#users.delete(device, body, request);
  }

  /** Page by page. */
  @Get()
  @Needs('viewer')
  @ApiOperation({ summary: 'List users', description: 'Never a key, only that there is one.' })
  @ApiResponse({ status: 200, standardSchema: listedUsersAnswer, description: 'A page of users.' })
  list(
    @Param('DeviceName') device: string,
    @Query({ schema: listUsersQuery }) query: z.infer<typeof listUsersQuery>,
  ): Promise<z.infer<typeof listedUsersAnswer>> {
    return this.#users.list(device, query);
  }

  /** One user. */
  @Get(':Id')
  @Needs('viewer')
  @ApiOperation({ summary: 'Show a user' })
  @ApiResponse({ status: 200, standardSchema: listedUserAnswer, description: 'The user.' })
  get(@Param('DeviceName') device: string, @Param('Id') id: string): Promise<ListedUser> {
    return this.#desk.get(this.#users.deviceNamed(device), this.#users.userId(id));
  }

  /** Some fields of one user. */
  @Patch(':Id')
  @Needs('configurator', 'users.patch')
  @ApiOperation({
    summary: 'Change fields of a user',
    description:
      'Fields as in Add; null takes a field away, so that the section serves again. Ip and SystemTitle cannot be changed.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/User' } })
  @ApiResponse(TAKEN)
  patch(
    @Param('DeviceName') device: string,
    @Param('Id') id: string,
    @Body({ schema: patchBody }) body: z.infer<typeof patchBody>,
    @Req() request: ApiRequest,
  ): Promise<TakenAnswer> {
    return this.#users.patch(device, id, body, request);
  }

  /** One user. */
  @Delete(':Id')
  @Needs('configurator', 'users.delete')
  @ApiOperation({ summary: 'Delete a user' })
  @ApiResponse(DELETED)
  deleteOne(
    @Param('DeviceName') device: string,
    @Param('Id') id: string,
    @Req() request: ApiRequest,
  ): Promise<DeletedAnswer> {
    return this.#users.deleteOne(device, id, request);
  }

  /** The user stays, and is not found. */
  @Post(':Id/Disable')
  @HttpCode(200)
  @Needs('configurator', 'users.disable')
  @ApiOperation({ summary: 'Disable a user', description: 'It stays, and its frames are refused.' })
  @ApiResponse(TAKEN)
  disable(
    @Param('DeviceName') device: string,
    @Param('Id') id: string,
    @Req() request: ApiRequest,
  ): Promise<TakenAnswer> {
    return this.#users.setEnabled(device, id, false, request);
  }

  /** The user is found again. */
  @Post(':Id/Enable')
  @HttpCode(200)
  @Needs('configurator', 'users.enable')
  @ApiOperation({ summary: 'Enable a user' })
  @ApiResponse(TAKEN)
  enable(
    @Param('DeviceName') device: string,
    @Param('Id') id: string,
    @Req() request: ApiRequest,
  ): Promise<TakenAnswer> {
    return this.#users.setEnabled(device, id, true, request);
  }
}
