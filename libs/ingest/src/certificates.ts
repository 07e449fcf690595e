import { createHash, type X509Certificate } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type SecureContext, TLSSocket, createSecureContext } from 'node:tls';
import { IngestError } from './errors.js';
import type { IngestClock } from './ports.js';

/** A certificate that has been renewed is found within that time. */
const LOOK_AGAIN_MS = 10_000;
const PFX_FILES: ReadonlySet<string> = new Set(['.pfx', '.p12']);

/** TLS of a receptor. The names are those of its options. */
export interface TlsOptions {
  /** PFX file; blank: the certificate is looked up in `certificateFolder`. */
  readonly certificatePath: string;
  /** Reveals the password of the PFX files. */
  readonly certificatePassword: () => string | undefined;
  readonly certificateSubjectName: string;
  readonly certificateFolder: string;
  readonly validateClientCertificate: boolean;
  /** PEM file of the accepted issuers; blank where no certificate is asked for. */
  readonly clientCertificateAuthorities: string;
}

/** What a TLS server is made of. The same object as long as the files are the same. */
export interface Identity {
  readonly pfx: Buffer;
  readonly passphrase?: string;
  readonly ca?: Buffer;
}

interface Files {
  readonly pfx: readonly { readonly path: string; readonly octets: Buffer }[];
  readonly authorities: Buffer | undefined;
}

/** The certificate that a receptor shows, and the issuers that it accepts; read anew when the files have changed. */
export class Certificates {
  readonly #receptor: string;
  readonly #options: TlsOptions;
  readonly #clock: IngestClock;
  readonly #failed: (error: unknown) => void;
  #loaded: { readonly hash: string; readonly identity: Identity } | undefined;
  #looking: Promise<Identity> | undefined;
  #lookedAt = -Infinity;

  /** @param failed told when a changed file cannot be used; the certificate before it stays */
  constructor(
    receptor: string,
    options: TlsOptions,
    clock: IngestClock,
    failed: (error: unknown) => void,
  ) {
    this.#receptor = receptor;
    this.#options = options;
    this.#clock = clock;
    this.#failed = failed;
  }

  /**
   * What a handshake needs.
   *
   * @throws IngestError `ingest.certificate` when nothing usable was found yet
   */
  current(): Promise<Identity> {
    if (this.#loaded !== undefined && this.#clock.now() < this.#lookedAt + LOOK_AGAIN_MS)
      return Promise.resolve(this.#loaded.identity);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<Identity> {
    const before = this.#loaded;
    this.#lookedAt = this.#clock.now();
    try {
      const files = await this.#read();
      const hash = hashOf(files);
      if (before?.hash === hash) return before.identity;
      const identity = this.#identityOf(files);
      this.#loaded = { hash, identity };
      return identity;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const error = new IngestError(
        'ingest.certificate',
        `Receptor ${this.#receptor} has no certificate to show: ${reason}.`,
        { cause },
      );
      if (before === undefined) throw error;
      this.#failed(error);
      return before.identity;
    }
  }

  async #read(): Promise<Files> {
    const { certificatePath, certificateFolder, clientCertificateAuthorities } = this.#options;
    const paths = certificatePath === '' ? await pfxIn(certificateFolder) : [certificatePath];
    const pfx = await Promise.all(
      paths.map(async (path) => ({ path, octets: await readFile(path) })),
    );
    const authorities =
      clientCertificateAuthorities === ''
        ? undefined
        : await readFile(clientCertificateAuthorities);
    return { pfx, authorities };
  }

  #identityOf({ pfx, authorities }: Files): Identity {
    const { certificatePath, certificateSubjectName, certificateFolder } = this.#options;
    const passphrase = this.#options.certificatePassword();
    const identity = (octets: Buffer): Identity => ({
      pfx: octets,
      ...(passphrase !== undefined && { passphrase }),
      ...(authorities !== undefined && { ca: authorities }),
    });
    const [only] = pfx;
    if (certificatePath !== '' && only !== undefined) {
      createSecureContext(identity(only.octets));
      return identity(only.octets);
    }
    let found: { readonly octets: Buffer; readonly until: number } | undefined;
    for (const { octets } of pfx) {
      let context: SecureContext;
      try {
        context = createSecureContext(identity(octets));
      } catch {
        // Another receptor's, with another password: the folder may hold several.
        continue;
      }
      const certificate = certificateOf(context);
      if (certificate === undefined || !isOf(certificate, certificateSubjectName)) continue;
      const until = Date.parse(certificate.validTo);
      if (found === undefined || until > found.until) found = { octets, until };
    }
    if (found !== undefined) return identity(found.octets);
    throw new Error(
      `no PFX file in ${certificateFolder} opens and is for the subject ${certificateSubjectName}`,
    );
  }
}

async function pfxIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => PFX_FILES.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(folder, name));
}

function hashOf({ pfx, authorities }: Files): string {
  const hash = createHash('sha256');
  for (const { path, octets } of pfx) hash.update(`${path} ${octets.length} `).update(octets);
  return hash.update(authorities ?? '').digest('hex');
}

/** A PFX file is opened by OpenSSL alone; a socket that never connects tells the certificate in it. */
function certificateOf(secureContext: SecureContext): X509Certificate | undefined {
  const socket = new TLSSocket(new PassThrough(), { isServer: true, secureContext });
  const certificate = socket.getX509Certificate();
  socket.destroy();
  return certificate;
}

/** By common name, or by a name that it is issued for. */
function isOf(certificate: X509Certificate, subject: string): boolean {
  const wanted = subject.toLowerCase();
  const lines = certificate.subject.toLowerCase().split('\n');
  return lines.includes(`cn=${wanted}`) || certificate.checkHost(subject) !== undefined;
}
