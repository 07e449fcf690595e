import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, type TLSSocket, connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TlsOptions } from './index.js';
import { ManualClock, NOTIFICATION, closed, setUp, until, wrapped } from './test-receptor.js';

const PASSWORD = 'pass word';
const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const file = (name: string): string => join(folder, name);

function openssl(...words: readonly string[]): void {
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
}

/** Makes `NAME.crt`, `NAME.key` and `NAME.pfx`, signed by itself. */
function certificate(name: string, days = 2): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const subject = ['-subj', `/CN=${name.replace(/-.*/u, '')}`, '-days', String(days)];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-nodes',
    ...subject,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
  );
  const parts = ['-inkey', `${name}.key`, '-in', `${name}.crt`, '-out', `${name}.pfx`];
  openssl('pkcs12', '-export', ...parts, '-passout', `pass:${PASSWORD}`);
}

beforeAll(() => {
  for (const name of ['gateway', 'gateway-renewed', 'meter', 'stranger'])
    certificate(name, name === 'gateway-renewed' ? 9 : 2);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function tls(options: Partial<TlsOptions> = {}): TlsOptions {
  return {
    certificatePath: file('gateway.pfx'),
    certificatePassword: () => PASSWORD,
    certificateSubjectName: '',
    certificateFolder: folder,
    validateClientCertificate: false,
    clientCertificateAuthorities: '',
    ...options,
  };
}

function dialSecurely(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port, host: '127.0.0.1', rejectUnauthorized: false, ...options },
      () => {
        resolve(socket);
      },
    );
    socket.on('error', reject);
  });
}

/** Until when the certificate that the receptor shows is valid. */
async function shown(port: number): Promise<number> {
  const socket = await dialSecurely(port);
  const { valid_to: end } = socket.getPeerCertificate();
  socket.destroy();
  return Date.parse(end);
}

const DAY = 86_400_000;

test('what a meter sends over TLS becomes a frame that says so', async () => {
  const { frames, port } = await setUp({ receptor: { tls: tls() } });
  const socket = await dialSecurely(port);
  socket.write(wrapped(NOTIFICATION));
  const [frame] = await frames.reaches(1);
  expect(frame).toMatchObject({ transport: 'tls', remoteAddress: '127.0.0.1' });
  expect(Buffer.from(frame?.bytes ?? [])).toEqual(wrapped(NOTIFICATION));
  socket.destroy();
});

test('a PROXY header stands before the handshake', async () => {
  const { frames, dial } = await setUp({
    receptor: { tls: tls(), proxyProtocolFrom: ['127.0.0.1'] },
  });
  const plain = await dial();
  plain.write('PROXY TCP4 203.0.113.7 10.0.0.1 50000 4059\r\n');
  const socket = connect({ socket: plain, rejectUnauthorized: false });
  socket.write(wrapped(NOTIFICATION));
  const [frame] = await frames.reaches(1);
  expect(frame).toMatchObject({ transport: 'tls', remoteAddress: '203.0.113.7' });
  plain.destroy();
});

test('a receptor whose certificate does not open is not started, and the password is not told', async () => {
  const wrong = tls({ certificatePassword: () => 'wrong' });
  const error: unknown = await setUp({ receptor: { tls: wrong } }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'ingest.certificate' });
  expect(String(error)).not.toContain('wrong');
  const missing = tls({ certificatePath: file('missing.pfx') });
  await expect(setUp({ receptor: { tls: missing } })).rejects.toMatchObject({
    code: 'ingest.certificate',
  });
});

test('without a path the certificate of the subject is found in the folder, the one that lasts longest', async () => {
  const { port } = await setUp({
    receptor: { tls: tls({ certificatePath: '', certificateSubjectName: 'Gateway' }) },
  });
  expect(await shown(port)).toBeGreaterThan(Date.now() + 8 * DAY);
  const nobody = tls({ certificatePath: '', certificateSubjectName: 'nobody' });
  await expect(setUp({ receptor: { tls: nobody } })).rejects.toThrow(/for the subject nobody/u);
});

test('a renewed certificate is shown without a restart, and a broken one is not', async () => {
  const clock = new ManualClock();
  mkdirSync(file('mounted'));
  const path = join(file('mounted'), 'current.pfx');
  copyFileSync(file('gateway.pfx'), path);
  const { counters, port } = await setUp({
    clock,
    receptor: { tls: tls({ certificatePath: path }) },
  });
  expect(await shown(port)).toBeLessThan(Date.now() + 3 * DAY);
  copyFileSync(file('gateway-renewed.pfx'), path);
  clock.pass(10_000);
  expect(await shown(port)).toBeGreaterThan(Date.now() + 8 * DAY);
  writeFileSync(path, 'half a file');
  clock.pass(10_000);
  expect(await shown(port)).toBeGreaterThan(Date.now() + 8 * DAY);
  expect(counters.total('gateway_certificate_kept_total')).toBe(1);
});

test('with ValidateClientCertificate only meters with a certificate of an accepted issuer pass', async () => {
  const { counters, frames, port } = await setUp({
    receptor: {
      tls: tls({
        validateClientCertificate: true,
        clientCertificateAuthorities: file('meter.crt'),
      }),
    },
  });
  const pair = (name: string): ConnectionOptions => ({
    cert: readFileSync(file(`${name}.crt`)),
    key: readFileSync(file(`${name}.key`)),
  });
  const meter = await dialSecurely(port, pair('meter'));
  meter.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  for (const options of [{}, pair('stranger')]) {
    // In TLS 1.3 a client believes in its handshake before its certificate is judged.
    await dialSecurely(port, options).then(
      (socket) => closed(socket.on('error', () => undefined)),
      () => undefined,
    );
  }
  await until(() => counters.total('gateway_tls_failed_total') === 2);
  expect(counters.total('gateway_connections_opened_total')).toBe(1);
  meter.destroy();
});

test('plain octets on a TLS port are one refusal, and the next meter is served', async () => {
  const { frames, refused, counters, dial, port } = await setUp({ receptor: { tls: tls() } });
  const plain = await dial();
  plain.write(wrapped(NOTIFICATION));
  await closed(plain);
  await refused.reaches(1);
  expect(refused.items).toMatchObject([{ refusal: { code: 'link.tls-expected', layer: 'link' } }]);
  expect(Buffer.from(refused.items[0]?.frame.bytes ?? [])).toEqual(wrapped(NOTIFICATION));
  const socket = await dialSecurely(port);
  socket.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  expect(counters.total('gateway_tls_failed_total')).toBe(0);
  socket.destroy();
});

test('what begins as TLS and goes on as something else is one failed handshake', async () => {
  const { refused, counters, dial } = await setUp({ receptor: { tls: tls() } });
  const socket = await dial();
  socket.write(Buffer.from('160301000501000001ff', 'hex'));
  await closed(socket);
  await until(() => counters.total('gateway_tls_failed_total') === 1);
  expect(refused.items).toEqual([]);
});

test('a connection to a TLS port that brings nothing is closed', async () => {
  const clock = new ManualClock();
  const { counters, dial } = await setUp({ clock, receptor: { tls: tls() } });
  const socket = await dial();
  await until(() => clock.waiting === 1);
  clock.pass(5000);
  await closed(socket);
  expect(counters.total('gateway_connections_turned_away_total')).toBe(1);
});

test.each(['WRAPPER', 'HDLC', 'PDU', 'Auto'] as const)(
  'a TLS hello on a plain port with %s is one refusal, and the connection is closed',
  async (interfaceType) => {
    const { frames, refused, port } = await setUp({ receptor: { interfaceType } });
    await expect(dialSecurely(port)).rejects.toThrow();
    await refused.reaches(1);
    expect(refused.items).toMatchObject([{ refusal: { code: 'link.tls-hello', layer: 'link' } }]);
    expect(frames.items).toEqual([]);
  },
);

test('Encryption: turned on or off while a port is open, it ends the connections under the other; without a certificate nothing changes', async () => {
  const { ingest, frames, dial, meters, port } = await setUp();
  const plain = await dial();
  await until(() => ingest.connections === 1);
  const missing = { ...meters, tls: tls({ certificatePath: file('missing.pfx') }) };
  expect(await ingest.update([missing])).toMatchObject({ failed: [meters.name] });
  plain.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  expect(await ingest.update([{ ...meters, tls: tls() }])).toMatchObject({ failed: [] });
  await closed(plain);
  const secure = await dialSecurely(port);
  secure.write(wrapped(NOTIFICATION));
  await frames.reaches(2);
  await ingest.update([{ ...meters, tls: tls({ certificatePath: file('gateway-renewed.pfx') }) }]);
  expect(await shown(port)).toBeGreaterThan(Date.now() + 5 * DAY);
  secure.write(wrapped(NOTIFICATION));
  await frames.reaches(3);
  await ingest.update([meters]);
  await closed(secure);
  const again = await dial();
  again.write(wrapped(NOTIFICATION));
  await frames.reaches(4);
  again.destroy();
});
