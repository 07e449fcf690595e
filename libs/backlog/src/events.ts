/** What the stage reports. */
export interface BacklogEvents {
  deadLetterStored(attributes: { readonly receptor: string; readonly code: string }): void;
  envelopeSetAside(attributes: { readonly error: unknown }): void;
  writeFailed(attributes: { readonly error: unknown }): void;
}
