import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { UsersDesk } from '@dlms-telemetry/registry';
import { Access } from './access/access.js';
import { AccessGuard } from './access/access.guard.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysDesk } from './api-keys/api-keys-desk.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditTrail } from './audit/audit-trail.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { BodyInterceptor } from './http/body.interceptor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { ObservationController } from './observation/observation.controller.js';
import type { AdminParts } from './parts.js';
import { AUDIT, EVENTS, GATEWAYS, OBSERVATION } from './tokens.js';
import { UsersController } from './users/users.controller.js';
import { UsersUseCases } from './users/users.js';

/** The API, of parts that are made elsewhere. */
@Module({})
export class AdminModule {
  /** The module with its parts. */
  static of(parts: AdminParts): DynamicModule {
    const { access, events, gateways, observation, desk, users, apiKeys, audit, trail } = parts;
    return {
      module: AdminModule,
      controllers: [
        UsersController,
        ApiKeysController,
        AuditController,
        ConnectionsController,
        ObservationController,
      ],
      providers: [
        { provide: Access, useValue: access },
        { provide: AuditTrail, useValue: trail },
        { provide: UsersDesk, useValue: desk },
        { provide: UsersUseCases, useValue: users },
        { provide: ApiKeysDesk, useValue: apiKeys },
        { provide: AUDIT, useValue: audit },
        { provide: EVENTS, useValue: events },
        { provide: GATEWAYS, useValue: gateways },
        { provide: OBSERVATION, useValue: observation },
        { provide: APP_GUARD, useClass: AccessGuard },
        // In this order: what cannot be read stands in the audit log too.
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
