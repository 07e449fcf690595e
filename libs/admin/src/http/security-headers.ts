import type { ApiRequest, ApiResponse } from './request.js';

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Of the page that shows the API: its scripts and styles come from here. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** Puts the headers on every answer that keep browsers from doing more with it than they should. */
export function securityHeaders(
  request: ApiRequest,
  response: ApiResponse,
  next: () => void,
): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (/^\/api\/docs(?:\/|$)/iu.test(request.path))
    response.setHeader('content-security-policy', PAGE_POLICY);
  next();
}
