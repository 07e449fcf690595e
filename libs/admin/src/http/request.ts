import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../access/caller.js';

/** A request as it comes to guards, interceptors and controllers. */
export interface ApiRequest extends IncomingMessage {
  /** Source address as the framework tells it; behind a trusted proxy the one that it names. */
  readonly ip?: string;
  /** The same for good. */
  source?: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Where the route was found. */
  readonly route?: { readonly path?: string };
  /** JSON of the body; undefined without one, or where it is text. */
  body?: unknown;
  /** The body as it came. */
  text?: string;
  /** Who asks; undefined where nobody is asked who they are. */
  caller?: Caller;
}

/** The answer to it. */
export type ApiResponse = ServerResponse;

const MAPPED = /^::ffff:(?=\d+\.)/iu;

/** Notes where a request comes from while its connection is there: an IPv4 address as such. */
export function noteSource(request: ApiRequest, _response: ApiResponse, next: () => void): void {
  request.source = (request.ip ?? '').replace(MAPPED, '');
  next();
}

/** A header that was sent once. */
export function headerOf(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
