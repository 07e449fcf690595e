/** Reasons for which the API turns a request down; those of the registry and of the store come besides. */
export type AdminErrorCode =
  | 'access.no-key' // no X-Api-Key
  | 'access.bad-key' // a key that is none
  | 'access.expired' // a key past its time
  | 'access.revoked' // a key that was made void
  | 'access.address' // the key may not come from there
  | 'access.service-id' // X-Service-Id names another service, or none
  | 'access.role' // the key may do less
  | 'access.too-often' // more requests than one may make
  | 'access.unknown-key' // no key has that id
  | 'users.invalid' // users that cannot be taken, each with its problems
  | 'request.unknown-path' // there is nothing at this path and method
  | 'request.invalid' // fields that cannot be taken, each with its place
  | 'request.unreadable' // a body that cannot be read
  | 'request.media-type' // a body of another kind
  | 'request.too-large' // a body over the limit
  | 'connections.away' // the gateways cannot be asked
  | 'server.failed'; // any other failure of ours

/** What to do about each code, for docs/errors.md. */
export const adminErrorAdvice: Readonly<Record<Exclude<AdminErrorCode, 'users.invalid'>, string>> =
  {
    'access.no-key': 'Send the API key in the header `X-Api-Key`.',
    'access.bad-key':
      'Look whether the key was copied whole. An address that tries many is turned away for a while.',
    'access.expired': 'The key is past its time: have an administrator make another.',
    'access.revoked': 'The key was revoked: have an administrator make another.',
    'access.address':
      'The key may come from other addresses only. Behind a proxy, see `TRUSTED_PROXIES`.',
    'access.service-id':
      'Send the name of the deployed driver in the header `X-Service-Id`: `ServiceId` of the configuration, or `SERVICE_ID`.',
    'access.role': 'Use a key of the role that the message names.',
    'access.too-often': 'Wait as long as the header `Retry-After` says.',
    'access.unknown-key': 'Look the key up in the list of keys.',
    'request.unknown-path': 'Look the path and the method up in /api/docs.',
    'request.invalid': 'Correct the fields at the places that are named: nothing was changed.',
    'request.unreadable': 'Correct the body at the line that is named: nothing was changed.',
    'request.media-type':
      'Send JSON as `application/json` (an import also as `text/csv`), in UTF-8 and not compressed.',
    'request.too-large': 'Send less at once: a body has at most 16 MiB, most have less.',
    'connections.away': 'Look whether RabbitMQ runs and can be reached by admin-api.',
    'server.failed': 'Look at the log of admin-api: the answer says no more for safety.',
  };

const STATUS: Readonly<Record<AdminErrorCode, number>> = {
  'access.no-key': 401,
  'access.bad-key': 401,
  'access.expired': 401,
  'access.revoked': 401,
  'access.address': 403,
  'access.service-id': 403,
  'access.role': 403,
  'access.too-often': 429,
  'access.unknown-key': 404,
  'users.invalid': 422,
  'request.unknown-path': 404,
  'request.invalid': 422,
  'request.unreadable': 400,
  'request.media-type': 415,
  'request.too-large': 413,
  'connections.away': 503,
  'server.failed': 500,
};

/** Something wrong in a request, with its place. */
export interface Located {
  /** A JSON pointer into the body, `/users/0/Ip`, or the name of a parameter. */
  readonly place: string;
  /** One sentence. Never a secret. */
  readonly message: string;
  /** Line of the body, from 1, where that is known. */
  readonly line?: number | undefined;
}

/** What may come with a refusal. */
export interface ErrorFacts {
  readonly errors?: readonly Located[];
  readonly retryAfterMs?: number;
}

/** A request that is turned down. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly code: AdminErrorCode;
  readonly status: number;
  readonly facts: ErrorFacts;

  constructor(code: AdminErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    this.facts = facts;
  }
}
