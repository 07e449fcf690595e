/** How a country applies general-ciphering and general-signing. */
export interface ProfileDescription {
  /** Who does it, and what differs from the Green Book. */
  readonly description: string;
}

/** The profiles that protection may follow. */
export const PROTECTION_PROFILES = {
  'green-book': {
    description:
      'The Green Book: the tag covers security control, authentication key and the five header fields; signatures are never empty.',
  },
  gbcs: {
    description:
      'United Kingdom (Great Britain Companion Specification): general-ciphering carries a MAC without an authentication key, under a key agreed on by C(0e,2s) with titles and transaction-id of the general-signing inside, whose signature may then be empty.',
  },
} as const satisfies Record<string, ProfileDescription>;

/** The name of a profile. */
export type ProtectionProfile = keyof typeof PROTECTION_PROFILES;
