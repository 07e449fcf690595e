/** What the stage reports. */
export interface DecodeEvents {
  frameDecoded(attributes: { readonly receptor: string; readonly readings: number }): void;
  frameRefused(attributes: {
    readonly receptor: string;
    readonly code: string;
    readonly frameId: string;
  }): void;
  interpretFailed(attributes: {
    readonly receptor: string;
    readonly frameId: string;
    readonly error: unknown;
  }): void;
  envelopeUnreadable(attributes: { readonly queue: string; readonly error: unknown }): void;
  publishFailed(attributes: { readonly queue: string; readonly error: unknown }): void;
}
