import {
  Inject,
  Injectable,
  SetMetadata,
  type CallHandler,
  type CustomDecorator,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { AdminError } from '../errors.js';
import type { ApiRequest } from './request.js';

/** What a method takes as its body. */
interface TakenBody {
  readonly types: readonly string[];
  readonly mostOctets: number;
}

const TAKEN = 'dlms-telemetry:body';
const JSON_TYPE = 'application/json';
const CSV_TYPE = 'text/csv';
/** Of a list of users, as much as `dlms users import` takes. */
const MOST_USERS_OCTETS = 16 * 1024 * 1024;
const MOST_OCTETS = 256 * 1024;

/** The method takes a list of users as text, in JSON or, where `csv` is set, in CSV too. */
export function TakesUsers({ csv = false } = {}): CustomDecorator {
  const types = csv ? [JSON_TYPE, CSV_TYPE] : [JSON_TYPE];
  return SetMetadata(TAKEN, { types, mostOctets: MOST_USERS_OCTETS } satisfies TakenBody);
}

const TAKES_JSON: TakenBody = { types: [JSON_TYPE], mostOctets: MOST_OCTETS };
const HAVE_BODIES = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);

/**
 * Reads bodies: after guards, so that nobody who may not ask makes the process read and keep 16 MiB. The text stays as it
 * is for methods that take users, which find lines and long numbers in it; all others get JSON.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#reflector = reflector;
  }

  /** @throws {AdminError} `request.media-type`, `request.too-large`, `request.unreadable` */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (!HAVE_BODIES.has(request.method ?? '') || !hasBody(request)) return next.handle();
    const own = this.#reflector.get<TakenBody | undefined>(TAKEN, context.getHandler());
    const { types, mostOctets } = own ?? TAKES_JSON;
    checkType(request, types);
    request.text = await readText(request, mostOctets);
    if (own === undefined) request.body = jsonOf(request.text);
    return next.handle();
  }
}

function hasBody({ headers }: ApiRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function checkType({ headers }: ApiRequest, types: readonly string[]): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/u.test(charset);
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  if (types.includes(type.trim()) && isUtf8 && isPlain) return;
  throw new AdminError('request.media-type', `a body is ${types.join(' or ')}, in UTF-8`);
}

async function readText(request: ApiRequest, mostOctets: number): Promise<string> {
  const tooLarge = new AdminError('request.too-large', `a body has at most ${mostOctets} octets`);
  if (Number(request.headers['content-length'] ?? 0) > mostOctets) throw tooLarge;
  const { promise: read, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let octets = 0;
  // Not by iteration: left early, that would end the connection before it is answered. The rest is read, and not kept.
  request.on('data', (chunk: Buffer) => {
    octets += chunk.length;
    if (octets <= mostOctets) chunks.push(chunk);
    else reject(tooLarge);
  });
  request.once('end', () => {
    resolve(Buffer.concat(chunks));
  });
  for (const end of ['error', 'close'])
    request.once(end, () => {
      reject(new AdminError('request.unreadable', 'the body has broken off'));
    });
  const body = await read;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new AdminError('request.unreadable', 'the body is no UTF-8');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not what the parser says: it shows what stands there, which may be a key.
    throw new AdminError('request.unreadable', 'the body is no JSON');
  }
}
