import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { RefusedCaller } from '../access/access.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { AdminEvents } from '../events.js';
import { EVENTS } from '../tokens.js';
import { problemOf, type Problem } from './problem.js';
import { type ApiRequest, type ApiResponse } from './request.js';

/** Answers every error as problem details of RFC 9457, unknown paths too. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #events: AdminEvents;
  readonly #trail: AuditTrail;

  constructor(@Inject(EVENTS) events: AdminEvents, @Inject(AuditTrail) trail: AuditTrail) {
    this.#events = events;
    this.#trail = trail;
  }

  /** Reports the error and ends the request. */
  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const response = host.switchToHttp().getResponse<ApiResponse>();
    const problem = problemOf(error);
    const { status, code } = problem;
    if (status >= 500) this.#events.requestFailed({ code, error });
    else {
      const keyId = error instanceof RefusedCaller ? error.caller.keyId : request.caller?.keyId;
      this.#events.requestRefused({ code, address: request.source ?? '', keyId });
    }
    if (error instanceof RefusedCaller)
      // Refused before anything else saw the request.
      await this.#trail.failure(error.caller, 'access', pathOf(request), error);
    answer(response, problem);
  }
}

const LONGEST_PATH = 200;

function pathOf({ method = '', path }: ApiRequest): string {
  return `${method} ${path}`.slice(0, LONGEST_PATH);
}

function answer(response: ApiResponse, { retryAfterMs, ...problem }: Problem): void {
  if (response.headersSent || response.destroyed) return;
  const body = `${JSON.stringify(problem)}\n`;
  response.statusCode = problem.status;
  response.setHeader('content-type', 'application/problem+json; charset=utf-8');
  if (retryAfterMs !== undefined)
    response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  response.end(body);
}
