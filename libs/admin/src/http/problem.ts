import { HttpException } from '@nestjs/common';
import { UsersError, UsersTextError } from '@dlms-telemetry/options';
import { UserRegistryError } from '@dlms-telemetry/registry';
import { StoreError } from '@dlms-telemetry/store';
import { AdminError, type Located } from '../errors.js';

/** Problem details of RFC 9457, with a stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Of docs/errors.md. */
  readonly code: string;
  readonly errors?: readonly Located[];
  readonly retryAfterMs?: number;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Who asks is not known',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not for this path',
  409: 'Changed meanwhile',
  413: 'Too large',
  415: 'Of another kind',
  422: 'Cannot be taken',
  429: 'Too often',
  500: 'Failed',
  503: 'Away at the moment',
};

const REGISTRY_STATUS: Readonly<Record<string, number>> = {
  'users.unknown-device': 404,
  'users.unknown-user': 404,
  'users.busy': 409,
};

/** What is answered instead of an error: of those that are ours no more than that there was one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AdminError) {
    const { code, status, message, facts } = error;
    return { ...problem(status, code, message), ...facts };
  }
  if (error instanceof UsersError)
    return { ...problem(422, error.code, summaryOf(error)), errors: error.problems.map(locate) };
  if (error instanceof UsersTextError) return problem(400, error.code, error.message);
  if (error instanceof UserRegistryError)
    return problem(REGISTRY_STATUS[error.code] ?? 409, error.code, error.message);
  if (error instanceof StoreError) return problem(...storeProblem(error));
  if (error instanceof HttpException) return frameworkProblem(error);
  return problem(500, 'server.failed', 'the request could not be answered; the log has more');
}

function problem(status: number, code: string, detail: string): Problem {
  const title = TITLES[status] ?? 'Failed';
  return { type: `urn:dlms-telemetry:${code}`, title, status, detail, code };
}

function summaryOf({ problems }: UsersError): string {
  return `${problems.length} ${problems.length === 1 ? 'error' : 'errors'}: nothing was changed`;
}

/** `users` of the options are known by their place in the list. */
function locate({ index, field, message }: UsersError['problems'][number]): Located {
  const path = LISTS.has(field)
    ? [field, String(index)]
    : ['users', ...(index === undefined ? [] : [String(index)]), ...fieldPath(field)];
  return { place: `/${path.join('/')}`, message };
}

const LISTS = new Set(['ips', 'systemTitles']);

function fieldPath(field: string): string[] {
  return field === ''
    ? []
    : field.split('.').map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function storeProblem({ code }: StoreError): [status: number, code: string, detail: string] {
  if (code === 'store.data') return [422, code, 'the database refused a value'];
  return [503, code, 'the database cannot be worked with at the moment'];
}

function frameworkProblem(error: HttpException): Problem {
  const status = error.getStatus();
  if (status === 404)
    return problem(404, 'request.unknown-path', 'there is nothing at this path and method');
  if (status === 400) return problem(400, 'request.unreadable', 'the request cannot be read');
  return problem(500, 'server.failed', 'the request could not be answered; the log has more');
}
