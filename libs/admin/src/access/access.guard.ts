import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { headerOf, type ApiRequest } from '../http/request.js';
import { Access } from './access.js';
import { NEEDED, type Needed } from './needs.js';

/** Asks of every request who sends it, before anything of its body is read. A method that says nothing needs most. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #access: Access;
  readonly #reflector: Reflector;

  constructor(@Inject(Access) access: Access, @Inject(Reflector) reflector: Reflector) {
    this.#access = access;
    this.#reflector = reflector;
  }

  /** @throws {AdminError} where the request may not go on */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = neededBy(this.#reflector, context);
    if (needed === false) return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const address = request.source ?? '';
    const serviceId = headerOf(request, 'x-service-id');
    const key = headerOf(request, 'x-api-key');
    request.caller = await this.#access.authenticate({ key, serviceId, address });
    this.#access.authorise(request.caller, needed.role, serviceId);
    return true;
  }
}

const MOST: Needed = { role: 'administrator' };

/** What a method needs; false: nothing. */
export function neededBy(reflector: Reflector, context: ExecutionContext): Needed | false {
  const where = [context.getHandler(), context.getClass()];
  return reflector.getAllAndOverride<Needed | false | undefined>(NEEDED, where) ?? MOST;
}
