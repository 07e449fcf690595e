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
