/** Reasons for which no keys are found for a frame. */
export type RegistryRefusalCode = 'source.unknown-ip' | 'security.unknown-title';

/** A frame whose sender is not known. */
export interface RegistryRefusal {
  readonly code: RegistryRefusalCode;
  /** One sentence for an operator. */
  readonly message: string;
}

/** What each code means and what to do about it, for docs/errors.md. */
export const registryRefusalAdvice: Readonly<
  Record<RegistryRefusalCode, { readonly meaning: string; readonly advice: string }>
> = {
  'source.unknown-ip': {
    meaning: 'EnableIpLookup is true, and no enabled user is registered for the source address.',
    advice:
      'Add a user with this Ip to the receptor, or a user without Ip but with the SystemTitle of the meter, or set EnableIpLookup to false. Behind a load balancer all meters may show one address.',
  },
  'security.unknown-title': {
    meaning: 'No user has the system title of the APDU, and the section has no key of its own.',
    advice:
      'Add a user with this SystemTitle and the keys from the maker of the meter, or set BlockCipherKey (and AuthenticationKey) of the section when all meters share them.',
  },
};
