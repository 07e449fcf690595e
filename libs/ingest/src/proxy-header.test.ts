import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProxyHeader, readProxyHeader } from './proxy-header.js';
import { proxyV2 } from './test-receptor.js';

const text = (line: string): Uint8Array => Buffer.from(line, 'latin1');

/** What the octets are once enough came, one more each time. */
function bySteps(octets: Uint8Array): ProxyHeader {
  for (let count = 1; count <= octets.length; count += 1) {
    const header = readProxyHeader(octets.subarray(0, count));
    if (header.kind !== 'more') return header;
  }
  return { kind: 'more' };
}

const IPV6 = '20010db8000000000000000000000001';

test.each([
  ['PROXY TCP4 203.0.113.7 10.0.0.1 50000 4059\r\n', '203.0.113.7', 50_000],
  ['PROXY TCP6 2001:db8::7 2001:db8::1 1 4059\r\n', '2001:db8::7', 1],
])('%j names the address and port of the meter', (line, remoteAddress, remotePort) => {
  const header = { kind: 'proxied', length: line.length, remoteAddress, remotePort };
  expect(readProxyHeader(text(`${line}\x00\x01`))).toEqual(header);
  expect(bySteps(text(line))).toEqual(header);
});

test.each([
  ['IPv4', proxyV2(0x21, 0x11, 'cb0071070a000001c3500fdb'), '203.0.113.7', 50_000],
  ['IPv6', proxyV2(0x21, 0x21, `${IPV6}${IPV6}00010fdb`), '2001:db8::1', 1],
  [
    'IPv4 in IPv6',
    proxyV2(0x21, 0x21, `00000000000000000000ffffcb007107${IPV6}00010fdb`),
    '203.0.113.7',
    1,
  ],
  ['extensions', proxyV2(0x21, 0x11, 'cb0071070a000001c3500fdb0400020000'), '203.0.113.7', 50_000],
])('a header of version 2 with %s names them too', (_, octets, remoteAddress, remotePort) => {
  const header = { kind: 'proxied', length: octets.length, remoteAddress, remotePort };
  expect(readProxyHeader(Buffer.concat([octets, Buffer.from([0, 1])]))).toEqual(header);
  expect(bySteps(octets)).toEqual(header);
});

test('what a load balancer asks for itself is a health check', () => {
  expect(bySteps(proxyV2(0x20, 0, ''))).toEqual({ kind: 'local', length: 16 });
  expect(bySteps(text('PROXY UNKNOWN\r\n'))).toEqual({ kind: 'local', length: 15 });
});

test.each([
  ['GET / HTTP/1.1\r\n', 0],
  ['PROXX', 4],
  ['PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n', 30],
  ['PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n', 6],
  ['PROXY TCP4 ::1 ::2 1 2\r\n', 6],
  ['PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n', 6],
  ['PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n', 6],
  ['PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n', 6],
  ['PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n', 6],
  [`PROXY ${'x'.repeat(200)}`, 107],
])('%j is refused at octet %i', (line, offset) => {
  expect(bySteps(text(line))).toMatchObject({ kind: 'bad', offset });
});

test.each([
  ['an unknown version', proxyV2(0x31, 0x11, '00'.repeat(12)), 12],
  ['an unknown command', proxyV2(0x22, 0x11, '00'.repeat(12)), 12],
  ['no address of TCP', proxyV2(0x21, 0x31, '00'.repeat(216)), 13],
  ['too little room', proxyV2(0x21, 0x11, '00'.repeat(11)), 14],
  ['too much to keep', proxyV2(0x20, 0, '00'.repeat(16_385)), 14],
])('version 2 with %s is refused', (_, octets, offset) => {
  expect(bySteps(octets.subarray(0, 16))).toMatchObject({ kind: 'bad', offset });
});

test('any octets are settled within the bound, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), (rest, v2) => {
      const start = v2 ? proxyV2(0x21, 0x11, '').subarray(0, 12) : text('PROXY ');
      const header = readProxyHeader(Buffer.concat([start, rest]));
      if (header.kind === 'more' && !v2) expect(start.length + rest.length).toBeLessThan(107);
    }),
  );
});
