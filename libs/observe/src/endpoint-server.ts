import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer } from './readiness.js';

/** Where the endpoints are served. */
export interface EndpointAddress {
  readonly port: number;
  /** Left out: all addresses of the machine. */
  readonly host?: string | undefined;
}

const MOST_CONNECTIONS = 64;
const REQUEST_LIMIT_MS = 10_000;
const LARGEST_HEADER = 8 * 1024;

/** A server for a few paths that take no input. */
export class EndpointServer {
  readonly #server: Server;
  readonly #answer: (path: string) => Promise<HttpAnswer | undefined>;

  /** @param answer what is served at a path; undefined: nothing is */
  constructor(answer: (path: string) => Promise<HttpAnswer | undefined>) {
    this.#answer = answer;
    this.#server = createServer(
      {
        headersTimeout: REQUEST_LIMIT_MS,
        requestTimeout: REQUEST_LIMIT_MS,
        maxHeaderSize: LARGEST_HEADER,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Opens the port and resolves with its number. Rejects when it cannot be opened. */
  async start({ port, host }: EndpointAddress): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#server.once('error', reject);
    this.#server.listen({ port, ...(host !== undefined && { host }) }, () => {
      this.#server.off('error', reject);
      // A connection that cannot be accepted is the sender's to try again.
      this.#server.on('error', () => undefined);
      resolve(undefined);
    });
    await promise;
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve({ method, url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const [path = '/'] = url.split('?', 1);
    const answer = await this.#answer(path);
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { status, contentType, body } = answer;
    response.writeHead(status, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
    });
    response.end(method === 'HEAD' ? undefined : body);
  }
}
