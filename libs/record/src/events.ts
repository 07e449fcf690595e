/** What the stage reports. */
export interface RecordEvents {
  readingsStored(attributes: { readonly readings: number }): void;
  writeFailed(attributes: { readonly error: unknown }): void;
  batchSetAside(attributes: { readonly error: unknown }): void;
}
