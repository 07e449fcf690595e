export type IngestErrorCode =
  | 'ingest.listen' // a port cannot be opened
  | 'ingest.certificate' // there is no certificate for TLS
  | 'ingest.loopback' // octets of a loopback have no receptor
  | 'ingest.busy'; // no room for octets of a loopback

/** A receptor cannot be started, or a loopback not be taken. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
  readonly code: IngestErrorCode;

  constructor(code: IngestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What each code means and what to do about it. */
export const ingestErrorAdvice: Readonly<Record<IngestErrorCode, string>> = {
  'ingest.listen':
    'A port cannot be opened: another process listens there, the address is not of this machine, or the port needs rights. Change Port or Address of the receptor.',
  'ingest.certificate':
    'A receptor with Encryption Tls has no certificate: the PFX file is not there, CertificatePassword does not open it, or no file in CertificateFolder is for CertificateSubjectName. Or ClientCertificateAuthorities cannot be read.',
  'ingest.loopback':
    'Octets of a loopback are for a receptor that is not in the configuration or is disabled, or for a transport that it does not have. Look at Enabled and Transport.',
  'ingest.busy':
    'As many octets as may be wait for their acceptance: the store is slow or away. Send the loopback later.',
};

/** Reasons of this stage's own for which octets give no frame. */
export type IngestRefusalCode = 'source.proxy-header' | 'link.tls-hello' | 'link.tls-expected';

/** What each code means and what to do about it, for docs/errors.md. */
export const ingestRefusalAdvice: Readonly<
  Record<IngestRefusalCode, { readonly meaning: string; readonly advice: string }>
> = {
  'link.tls-hello': {
    meaning: 'A TLS handshake came to a receptor without TLS.',
    advice: 'Set Encryption of the receptor to Tls, or switch TLS off in the meter.',
  },
  'link.tls-expected': {
    meaning: 'Octets that are not TLS came to a receptor whose Encryption is Tls.',
    advice: 'Switch TLS on in the meter, or let it push to a receptor whose Encryption is None.',
  },
  'source.proxy-header': {
    meaning:
      'A connection from an address of ProxyProtocolFrom begins with no PROXY header, or with one that cannot be read.',
    advice:
      'Switch the PROXY protocol (version 1 or 2) on at the load balancer for this port, or take its address out of ProxyProtocolFrom.',
  },
};
