import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { createEvents, type EventPorts, type Observation } from '@dlms-telemetry/observe';
import type { UsersDesk } from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { Access, type AccessOptions, type RateLimiter } from './access/access.js';
import { AdminModule } from './admin.module.js';
import { ApiKeysDesk } from './api-keys/api-keys-desk.js';
import { AuditTrail } from './audit/audit-trail.js';
import type { Gateways } from './connections/gateways.js';
import { adminEvents, type AdminEvents } from './events.js';
import { FrameworkLog } from './http/framework-log.js';
import { noteSource } from './http/request.js';
import { securityHeaders } from './http/security-headers.js';
import { countServed } from './http/served.js';
import { documentOf } from './openapi/document.js';
import type { AdminParts } from './parts.js';
import { UsersUseCases } from './users/users.js';

/** How the API is served. */
export interface AdminOptions extends AccessOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Left out: all addresses of the machine. */
  readonly host?: string;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is believed; empty: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Names of the receptors as they are now. */
  readonly devices: () => readonly string[];
}

/** What the API works with. */
export interface AdminPorts {
  readonly desk: UsersDesk;
  readonly store: Pick<Store, 'apiKeys' | 'audit'>;
  readonly limiter: RateLimiter;
  readonly gateways: Gateways;
  readonly observation: EventPorts & Pick<Observation, 'answer'>;
}

/** A request whose headers or body take longer is given up. */
const REQUEST_LIMIT_MS = 60_000;
const HEADERS_LIMIT_MS = 10_000;
/** After so long a stop ends what is still open. */
const STOP_LIMIT_MS = 5_000;

/** The REST API: users, API keys, the audit log, open connections, and its own page of documentation. */
export class Admin {
  readonly #options: AdminOptions;
  readonly #ports: AdminPorts;
  readonly #events: AdminEvents;
  #app: NestExpressApplication | undefined;
  #access: Access | undefined;

  constructor(options: AdminOptions, ports: AdminPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#events = createEvents('admin', adminEvents, ports.observation);
  }

  /** Opens the port. @returns it @throws what opening it failed with */
  async start(): Promise<number> {
    const parts = partsOf(this.#options, this.#ports, this.#events);
    this.#access = parts.access;
    const app = await createApp(parts, this.#options);
    this.#app = app;
    const { port, host } = this.#options;
    await (host === undefined ? app.listen(port) : app.listen(port, host));
    const server = app.getHttpServer();
    const { port: open } = server.address() as AddressInfo;
    this.#events.listening({ port: open });
    return open;
  }

  /** Takes no more requests, answers those that have come, and closes the port. */
  async stop(): Promise<void> {
    const app = this.#app;
    if (app !== undefined) {
      const server = app.getHttpServer();
      server.closeIdleConnections();
      const late = setTimeout(() => {
        server.closeAllConnections();
      }, STOP_LIMIT_MS);
      await app.close();
      clearTimeout(late);
    }
    await this.#access?.stop();
  }
}

function partsOf(options: AdminOptions, ports: AdminPorts, events: AdminEvents): AdminParts {
  const { desk, store, limiter, gateways, observation } = ports;
  const { apiKeys, audit } = store;
  const now = Date.now;
  return {
    ...{ events, gateways, observation, desk, audit },
    access: new Access(options, { apiKeys, limiter, events, now }),
    users: new UsersUseCases(desk, options.devices, audit, events),
    apiKeys: new ApiKeysDesk(apiKeys, now),
    trail: new AuditTrail(audit, events),
  };
}

async function createApp(
  parts: AdminParts,
  { trustedProxies = [] }: Pick<AdminOptions, 'trustedProxies'>,
): Promise<NestExpressApplication> {
  const logger = new FrameworkLog(parts.events);
  // Bodies are read behind the guard.
  const settings = { logger, bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestExpressApplication>(AdminModule.of(parts), settings);
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies.length > 0 ? [...trustedProxies] : false);
  app.set('query parser', 'simple');
  app.use(noteSource);
  app.use(countServed(parts.events));
  app.use(securityHeaders);
  const server = app.getHttpServer();
  server.requestTimeout = REQUEST_LIMIT_MS;
  server.headersTimeout = HEADERS_LIMIT_MS;
  SwaggerModule.setup('api/docs', app, () => documentOf(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'DLMS Telemetry API',
  });
  return app;
}

/** The OpenAPI document, without anything that the API works with. */
export async function openApiDocument(): Promise<OpenAPIObject> {
  const nothing = {} as AdminParts;
  const settings = { logger: false, preview: true } as const;
  const app = await NestFactory.create(AdminModule.of(nothing), settings);
  return documentOf(app);
}
