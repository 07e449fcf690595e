import type { AdminEvents } from '../events.js';
import type { ApiRequest, ApiResponse } from './request.js';

const NANOSECONDS = 1e9;

/** Counts every answer, by the pattern of its path: names of meters and devices never become labels. */
export function countServed(events: AdminEvents) {
  return (request: ApiRequest, response: ApiResponse, next: () => void): void => {
    const begun = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - begun) / NANOSECONDS;
      const route = typeof request.route?.path === 'string' ? request.route.path : 'none';
      const { method = '' } = request;
      events.requestServed({ method, route, status: response.statusCode, seconds });
    });
    next();
  };
}
