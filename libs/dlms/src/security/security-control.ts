const SUITE = 0x0f;
const AUTHENTICATED = 0x10;
const ENCRYPTED = 0x20;
const BROADCAST_KEY = 0x40;
const COMPRESSED = 0x80;

/** Suites 0 and 1 use AES-128, suite 2 AES-256 (Green Book 9.2.3.7). */
export const LAST_SUITE = 2;

/**
 * The octet that says how an APDU is protected (Green Book 9.2.7.2.4):
 *
 * ```
 * bit 7          6                                 5          4              3..0
 * compressed     key set (1: the broadcast key)    encrypted  authenticated  suite
 * ```
 */
export interface SecurityControl {
  /** The octet itself; it is authenticated as a whole, suite included. */
  readonly octet: number;
  readonly suite: number;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  readonly broadcast: boolean;
  readonly compressed: boolean;
}

/** One for each octet, made once. */
const CONTROLS: readonly SecurityControl[] = Array.from({ length: 256 }, (_, octet) =>
  controlOf(octet),
);

export function readSecurityControl(octet: number): SecurityControl {
  return CONTROLS[octet & 0xff] ?? controlOf(octet);
}

function controlOf(octet: number): SecurityControl {
  return {
    octet,
    suite: octet & SUITE,
    authenticated: (octet & AUTHENTICATED) !== 0,
    encrypted: (octet & ENCRYPTED) !== 0,
    broadcast: (octet & BROADCAST_KEY) !== 0,
    compressed: (octet & COMPRESSED) !== 0,
  };
}

/** The octet of a security control that is described; what is left out is off, the suite 0. */
export function writeSecurityControl(control: Partial<Omit<SecurityControl, 'octet'>>): number {
  return (
    ((control.suite ?? 0) & SUITE) |
    (control.authenticated === true ? AUTHENTICATED : 0) |
    (control.encrypted === true ? ENCRYPTED : 0) |
    (control.broadcast === true ? BROADCAST_KEY : 0) |
    (control.compressed === true ? COMPRESSED : 0)
  );
}
