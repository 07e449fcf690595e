/** Reasons for which no keys are found for a frame. */
export type RegistryRefusalCode =
  'source.unknown-ip' | 'source.disabled' | 'source.title-differs' | 'security.unknown-title';

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
    meaning:
      'EnableIpLookup or DeviceAuthorization is true, and no enabled user is registered for the source address.',
    advice:
      'Add a user with this Ip to the receptor, or a user without Ip but with the SystemTitle of the meter, or set EnableIpLookup to false. Behind a load balancer all meters may show one address.',
  },
  'source.disabled': {
    meaning:
      'DeviceAuthorization is true, and the user that is registered for the meter is disabled.',
    advice: 'Set Enabled of the user to true when the meter may send again.',
  },
  'source.title-differs': {
    meaning:
      'DeviceAuthorization is true, and the system title of the APDU is not the one that is registered for the source address.',
    advice:
      'Correct the SystemTitle of the user, for instance after the meter was replaced; add a further user with this Ip when several meters share the address.',
  },
  'security.unknown-title': {
    meaning:
      'No user has the system title of the APDU, and the section has no key of its own, or DeviceAuthorization asks for a user.',
    advice:
      'Add a user with this SystemTitle and the keys from the maker of the meter, or set BlockCipherKey (and AuthenticationKey) of the section when all meters share them.',
  },
};
