import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../access/caller.js';

/** A request as it comes to guards, interceptors and controllers. */
export interface ApiRequest extends IncomingMessage {
  /** Source address; behind a trusted proxy the one that it names. */
  readonly ip?: string;
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

/** Where a request comes from, an IPv4 address as such. */
export function sourceOf(request: ApiRequest): string {
  return (request.ip ?? request.socket.remoteAddress ?? '').replace(MAPPED, '');
}

/** A header that was sent once. */
export function headerOf(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
