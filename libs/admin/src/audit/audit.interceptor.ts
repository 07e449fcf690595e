import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { catchError } from 'rxjs/operators';
import { neededBy } from '../access/access.guard.js';
import type { ApiRequest } from '../http/request.js';
import { AuditTrail } from './audit-trail.js';

/** Writes to the audit log what a caller was not given or what has failed. What is done stands there with the change. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  readonly #trail: AuditTrail;
  readonly #reflector: Reflector;

  constructor(@Inject(AuditTrail) trail: AuditTrail, @Inject(Reflector) reflector: Reflector) {
    this.#trail = trail;
    this.#reflector = reflector;
  }

  /** Passes everything on as it was. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const needed = neededBy(this.#reflector, context);
    const action = needed === false ? undefined : needed.action;
    const { caller, params } = context.switchToHttp().getRequest<ApiRequest>();
    if (action === undefined || caller === undefined) return next.handle();
    const object = objectOf(params);
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        await this.#trail.failure(caller, action, object, error);
        throw error;
      }),
    );
  }
}

/** What a request is about, by the parameters of its path. */
export function objectOf({ DeviceName, Id }: ApiRequest['params']): string | null {
  const names = [DeviceName, Id].filter((name) => name !== undefined);
  return names.length === 0 ? null : names.join('/');
}
