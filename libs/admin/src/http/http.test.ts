import { request } from 'node:http';
import { freshSchema } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../test-api.js';

const MORE_TIME = 60_000;
const ADD = '/api/Users/Dlms/Meters/Add';

let api: TestApi;
let key: string;

beforeAll(async () => {
  const answers: Record<string, { status: number; contentType: string; body: string }> = {
    '/health/ready': { status: 503, contentType: 'application/json', body: '{"ready":false}' },
    '/metrics': { status: 200, contentType: 'text/plain; version=0.0.4', body: 'a 1\n' },
  };
  api = await TestApi.open(await freshSchema(), undefined, {}, (ports) => ({
    observation: { ...ports.observation, answer: (path) => Promise.resolve(answers[path]) },
  }));
  key = await api.key('configurator');
}, MORE_TIME);
afterAll(() => api.close());

describe('a problem', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api/Nothing'],
    ['PUT', ADD],
    ['GET', '/api/Users/Dlms/Meters/a/b/c'],
    ['POST', '/%'],
  ])('is told by RFC 9457 for unknown paths and methods: %s %s', async (method, path) => {
    const answer = await api.call(method, path, { key });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).toMatchObject({
      type: expect.stringMatching(/^urn:dlms-telemetry:/u) as unknown,
      status: answer.status,
      code: expect.stringMatching(/^request\./u) as unknown,
      title: expect.any(String) as unknown,
      detail: expect.any(String) as unknown,
    });
  });

  it('of ours says no more than that there was one; the log has the rest', async () => {
    const broken = await TestApi.open(await freshSchema(), undefined, {}, () => ({
      gateways: {
        connections: () => Promise.reject(new TypeError('secret-reason')),
        stop: () => Promise.resolve(),
      },
    }));
    const viewer = await broken.key('viewer');
    const answer = await broken.call('GET', '/api/Connections', { key: viewer });
    expect(answer).toMatchObject({ status: 500, body: { code: 'server.failed' } });
    expect(answer.text).not.toContain('secret-reason');
    expect(answer.text).not.toContain('.js');
    expect(await broken.log()).toContain('secret-reason');
    // The database goes: nobody is told that he may not, but that it is away.
    await broken.store.close();
    const away = await broken.call('GET', '/api/Connections', { key: viewer });
    expect(away).toMatchObject({ status: 503, body: { status: 503 } });
    await broken.close();
  });
});

describe('a body', () => {
  it.each([
    ['of another kind', { 'Content-Type': 'application/xml' }],
    ['in another alphabet', { 'Content-Type': 'application/json; charset=latin1' }],
    ['that is compressed', { 'Content-Encoding': 'gzip' }],
    ['as CSV where JSON is taken', { 'Content-Type': 'text/csv' }],
  ])('%s is refused with 415', async (_, headers) => {
    const answer = await api.call('POST', ADD, { key, text: '{}', headers });
    expect(answer).toMatchObject({ status: 415, body: { code: 'request.media-type' } });
  });

  it('over the limit is refused with 413, whether its length was told or not', async () => {
    const text = 'x'.repeat(257 * 1024);
    const path = '/api/Users/Dlms/Meters/Delete';
    const told = await api.call('POST', path, { key, text });
    expect(told).toMatchObject({ status: 413, body: { code: 'request.too-large' } });
    const headers = { 'X-Api-Key': key, 'X-Service-Id': 'dlms-test' };
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${api.url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
      });
      sent.on('response', (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      sent.on('error', reject);
      sent.write(text); // chunked
      sent.end();
    });
    expect(status).toBe(413);
  });

  it('that is no JSON, or no UTF-8, is refused with 400, and nothing of it is shown', async () => {
    const path = '/api/Users/Dlms/Meters/Delete';
    const answer = await api.call('POST', path, { key, text: '{"ips": secret-word' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.unreadable' } });
    expect(answer.text).not.toContain('secret-word');
  });

  it('of a stranger is not read', async () => {
    const answer = await api.call('POST', ADD, { text: 'x'.repeat(1024 * 1024) });
    expect(answer).toMatchObject({ status: 401 });
  });

  it.each([
    ['{}', ''],
    ['{"ips": "10.0.0.1"}', '/ips'],
    ['{"addresses": []}', '/addresses'],
    ['[]', ''],
    ['{"ips": ["10.0.0.1", 7, "x"]}', '/ips/1'],
  ])('with other fields is refused with 422 at their places: %s', async (text, place) => {
    const answer = await api.call('POST', '/api/Users/Dlms/Meters/Delete', { key, text });
    expect(answer.status).toBe(422);
    const places = (answer.body.errors as { place: string }[]).map((error) => error.place);
    expect(places).toContain(place === '' ? '/' : place);
  });
});

it('every answer has the headers that keep browsers in bounds, and tells nothing of what answers', async () => {
  for (const path of ['/api/Audit', '/api/docs', '/nothing', '/health/ready']) {
    const { headers } = await api.call('GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

it('probes need no key, and get what the process says of itself', async () => {
  expect(await api.call('GET', '/health/ready')).toMatchObject({
    status: 503,
    body: { ready: false },
  });
  const metrics = await api.call('GET', '/metrics');
  expect(metrics).toMatchObject({ status: 200, text: 'a 1\n' });
  expect(metrics.headers.get('content-type')).toContain('text/plain');
});

it('the page of the API and its document are served', async () => {
  const page = await api.call('GET', '/api/docs');
  expect(page).toMatchObject({ status: 200 });
  expect(page.text).toContain('swagger-ui');
  const scripts = await api.call('GET', '/api/docs/swagger-ui-bundle.js');
  expect(scripts.status).toBe(200);
  const document = await api.call('GET', '/api/openapi.json');
  expect(document.body).toMatchObject({ openapi: '3.1.0' });
});
