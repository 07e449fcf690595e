/** Every APDU of DLMS/COSEM by its first octet (Green Book 9.5), whether a reader exists for it or not. */
const NAMES: Readonly<Record<number, string>> = {
  0x01: 'initiate-request',
  0x05: 'read-request',
  0x06: 'write-request',
  0x08: 'initiate-response',
  0x0c: 'read-response',
  0x0d: 'write-response',
  0x0e: 'confirmed-service-error',
  0x0f: 'data-notification',
  0x10: 'data-notification-confirm',
  0x16: 'unconfirmed-write-request',
  0x18: 'information-report-request',
  0x21: 'glo-initiate-request',
  0x25: 'glo-read-request',
  0x26: 'glo-write-request',
  0x28: 'glo-initiate-response',
  0x2c: 'glo-read-response',
  0x2d: 'glo-write-response',
  0x2e: 'glo-confirmed-service-error',
  0x36: 'glo-unconfirmed-write-request',
  0x38: 'glo-information-report-request',
  0x41: 'ded-initiate-request',
  0x45: 'ded-read-request',
  0x46: 'ded-write-request',
  0x48: 'ded-initiate-response',
  0x4c: 'ded-read-response',
  0x4d: 'ded-write-response',
  0x4e: 'ded-confirmed-service-error',
  0x56: 'ded-unconfirmed-write-request',
  0x58: 'ded-information-report-request',
  0x60: 'aarq',
  0x61: 'aare',
  0x62: 'rlrq',
  0x63: 'rlre',
  0xc0: 'get-request',
  0xc1: 'set-request',
  0xc2: 'event-notification-request',
  0xc3: 'action-request',
  0xc4: 'get-response',
  0xc5: 'set-response',
  0xc7: 'action-response',
  0xc8: 'glo-get-request',
  0xc9: 'glo-set-request',
  0xca: 'glo-event-notification-request',
  0xcb: 'glo-action-request',
  0xcc: 'glo-get-response',
  0xcd: 'glo-set-response',
  0xcf: 'glo-action-response',
  0xd0: 'ded-get-request',
  0xd1: 'ded-set-request',
  0xd2: 'ded-event-notification-request',
  0xd3: 'ded-action-request',
  0xd4: 'ded-get-response',
  0xd5: 'ded-set-response',
  0xd7: 'ded-action-response',
  0xd8: 'exception-response',
  0xd9: 'access-request',
  0xda: 'access-response',
  0xdb: 'general-glo-ciphering',
  0xdc: 'general-ded-ciphering',
  0xdd: 'general-ciphering',
  0xdf: 'general-signing',
  0xe0: 'general-block-transfer',
};

const PROTECTED = /^(?:glo-|ded-|general-(?:glo-|ded-)?ciphering$|general-signing$)/;

const SERVICE_CIPHERING = /^(?:glo|ded)-/;

const PROTECTED_TAGS: ReadonlySet<number> = new Set(
  Object.keys(NAMES)
    .map(Number)
    .filter((tag) => PROTECTED.test(NAMES[tag] ?? '')),
);

/** The APDU that a first octet stands for, or undefined for an octet that no APDU begins with. */
export function apduName(tag: number): string | undefined {
  return NAMES[tag];
}

/** Whether a first octet belongs to an APDU that carries another one under protection. */
export function isProtectedTag(tag: number): boolean {
  return PROTECTED_TAGS.has(tag);
}

/**
 * Whether a first octet belongs to a service's own ciphered APDU (`glo-`, `ded-`), which is one octet string and nothing
 * else. These tags are those of letters and signs in ASCII, so that a text begins like one.
 */
export function isServiceCipheringTag(tag: number): boolean {
  return SERVICE_CIPHERING.test(NAMES[tag] ?? '');
}
