/** Reasons of this library's own for which a frame gives no reading. */
export type InterpretRefusalCode = 'process.unknown-receptor' | 'process.interface-type';

/** What each code means and what to do about it, for docs/errors.md. */
export const interpretRefusalAdvice: Readonly<
  Record<InterpretRefusalCode, { readonly meaning: string; readonly advice: string }>
> = {
  'process.unknown-receptor': {
    meaning: 'The frame was captured by a receptor that the configuration does not hold any more.',
    advice: 'Bring the section back under its name, then run the dead letter again.',
  },
  'process.interface-type': {
    meaning: 'The frame was captured with an interface type that this version does not read.',
    advice: 'Run the dead letter again with a version that reads this ConnectionInterfaceType.',
  },
};
