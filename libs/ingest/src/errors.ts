export type IngestErrorCode = 'ingest.listen'; // a port cannot be opened

/** A receptor cannot be started. */
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
};
