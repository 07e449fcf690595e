import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN } from './meter.js';
import { Site } from './site.js';

const PASSWORD = 'pass word';
const site = new Site();
const certificates = join(site.folder, 'certificates');
mkdirSync(certificates);
const at = (name: string): string => join(certificates, name);

/** Makes `NAME.crt`, `NAME.key` and `NAME.pfx`, signed by itself. */
function certificate(name: string): void {
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { cwd: certificates, stdio: 'ignore' });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  openssl('req', '-x509', ...curve, '-subj', `/CN=${name}`, '-days', '2', ...files);
  const parts = ['-inkey', `${name}.key`, '-in', `${name}.crt`, '-out', `${name}.pfx`];
  openssl('pkcs12', '-export', ...parts, '-passout', `pass:${PASSWORD}`);
}
for (const name of ['gateway', 'other', 'meter', 'stranger']) certificate(name);

const TLS = { Encryption: 'Tls', CertificatePassword: '${ENV:PFX_PASSWORD}' };
const byPath = site.receptor({ ...TLS, CertificatePath: at('gateway.pfx') });
const bySubject = site.receptor({
  ...TLS,
  CertificateSubjectName: 'other',
  CertificateFolder: certificates,
});
const mutual = site.receptor({
  ...TLS,
  CertificatePath: at('gateway.pfx'),
  ValidateClientCertificate: true,
  ClientCertificateAuthorities: at('meter.crt'),
});
const clear = site.receptor({ Encryption: 'None', CertificatePath: '/nowhere.pfx' });

beforeAll(() => site.start({ PFX_PASSWORD: PASSWORD }), 60_000);
afterAll(() => site.stop(), 60_000);

/** Sends a frame over TLS. @returns the common name that the receptor shows */
async function push(receptor: string, options: ConnectionOptions = {}): Promise<unknown> {
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const { port } = { port: site.port(receptor) };
    const dialled = connect(
      { port, host: '127.0.0.1', rejectUnauthorized: false, ...options },
      () => {
        resolve(dialled);
      },
    );
    dialled.on('error', reject);
  });
  const { subject } = socket.getPeerCertificate();
  const end = new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject));
  socket.end(PLAIN).resume();
  await end;
  return subject.CN;
}

const client = (name: string): ConnectionOptions => ({
  cert: readFileSync(at(`${name}.crt`)),
  key: readFileSync(at(`${name}.key`)),
});

describe('TLS', () => {
  it('Encryption, CertificatePath, CertificatePassword: meters are served over TLS with that certificate', async () => {
    expect(await push(byPath)).toBe('gateway');
    expect((await site.outcomes(byPath))[0]?.reading).toBeDefined();
    expect(await site.code(clear, PLAIN)).toBe('reading');
    expect(await site.code(byPath, PLAIN)).toMatch(/^link\./u);
    expect(site.log(PASSWORD)).toBeUndefined();
  });

  it('CertificateSubjectName, CertificateFolder: without a path the certificate is looked up by its subject', async () => {
    expect(await push(bySubject)).toBe('other');
    expect((await site.outcomes(bySubject))[0]?.reading).toBeDefined();
  });

  it('ValidateClientCertificate, ClientCertificateAuthorities: only meters with a certificate of those issuers pass', async () => {
    expect(await push(mutual, client('meter'))).toBe('gateway');
    expect((await site.outcomes(mutual))[0]?.reading).toBeDefined();
    // Who is turned away learns it after its own part of the handshake is done (TLS 1.3), at times without an alert.
    await push(mutual, client('stranger')).catch(() => undefined);
    await push(mutual).catch(() => undefined);
    await push(mutual, client('meter'));
    expect((await site.outcomes(mutual, 2)).map(({ reading }) => reading?.Value)).toEqual([5, 5]);
  });
});
