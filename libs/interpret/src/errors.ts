/** Reasons of this library's own for which a frame gives no reading. */
export type InterpretRefusalCode =
  | 'source.not-authenticated'
  | 'source.logical-address'
  | 'process.unknown-receptor'
  | 'process.interface-type';

/** What each code means and what to do about it, for docs/errors.md. */
export const interpretRefusalAdvice: Readonly<
  Record<InterpretRefusalCode, { readonly meaning: string; readonly advice: string }>
> = {
  'source.not-authenticated': {
    meaning:
      'DeviceAuthorization is true, and the APDU came over UDP without a tag or a signature: a source address there is easily forged, and proves nothing.',
    advice:
      'Let the meter authenticate what it sends (security policy of its push), or send over TCP.',
  },
  'source.logical-address': {
    meaning:
      'The link layer names another client or another server than ClientAddress and ServerAddress ask for.',
    advice:
      'Correct ClientAddress and ServerAddress of the section or of the user, or set them to -1 to accept any.',
  },
  'process.unknown-receptor': {
    meaning: 'The frame was captured by a receptor that the configuration does not hold any more.',
    advice: 'Bring the section back under its name, then run the dead letter again.',
  },
  'process.interface-type': {
    meaning: 'The frame was captured with an interface type that this version does not read.',
    advice: 'Run the dead letter again with a version that reads this ConnectionInterfaceType.',
  },
};
