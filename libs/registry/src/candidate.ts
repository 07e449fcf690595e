import { toHex, type Keys } from '@dlms-telemetry/dlms';
import {
  Secret,
  type ReceptorOptions,
  type SecurityLevel,
  type UserOptions,
} from '@dlms-telemetry/options';

import type { KeyState } from '@dlms-telemetry/store';
import { keysOf } from './keys-of.js';
import type { UserMatch } from './users/stored-user.js';

/** Somebody who may have sent a frame, with the credentials that open it. Keys stay hidden when it is printed. */
export interface Candidate {
  /** `Serial` of the user, where it has one. */
  readonly serial: string | undefined;
  /** `Label` of the user, where it has one. */
  readonly label: string | undefined;
  /** Whether it is a registered user, or the section's own credentials. */
  readonly isUser: boolean;
  /** Tells users of a receptor apart, also after a restart; the same for all frames of the section's own credentials. */
  readonly identity: string;
  readonly keys: Secret<Keys>;
  /** Serves where the APDU carries no system title. */
  readonly systemTitle: Uint8Array | undefined;
  /** The title that the user itself is registered with; none for the section. */
  readonly registeredTitle: Uint8Array | undefined;
  /** Address to which the link layer must say that a push goes, and from which; -1: any. */
  readonly clientAddress: number;
  readonly serverAddress: number;
  /** The least protection that is accepted. */
  readonly minimum: Minimum;
  /** Which of the user's keys these are. */
  readonly keyState: KeyState;
  /** Of a user of the store whose keys are not those in use: what is told when they open a frame. */
  readonly match: UserMatch | undefined;
}

/** The least protection of an incoming APDU. */
export interface Minimum {
  /** Plain APDUs are refused (`SecureClient`, or a `SecurityLevel`). */
  readonly secured: boolean;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
}

/** Which keys of which stored user a candidate has; of a user of the file there is no id. */
export interface WhichKeys {
  readonly keyState: KeyState;
  readonly userId?: string;
}

const IN_USE: WhichKeys = { keyState: 'active' };

/** A field that a user lacks comes from the section. @throws KeyFormatError for a key that the options' check would refuse */
export function candidateOf(
  section: ReceptorOptions,
  user: UserOptions | undefined,
  { keyState, userId }: WhichKeys = IN_USE,
): Candidate {
  const secureClient = user?.SecureClient ?? section.SecureClient;
  const level = user?.SecureClientSecurity ?? section.SecureClientSecurity;
  return {
    serial: user?.Serial,
    label: user?.Label,
    isUser: user !== undefined,
    identity: userId ?? (user === undefined ? '' : identityOf(user)),
    keys: new Secret(keysOf(section, user)),
    systemTitle: user?.SystemTitle ?? section.SystemTitle,
    registeredTitle: user?.SystemTitle,
    clientAddress: user?.ClientAddress ?? section.ClientAddress,
    serverAddress: user?.ServerAddress ?? section.ServerAddress,
    minimum: minimumOf(section.SecurityLevel, secureClient ? level : 'None', secureClient),
    keyState,
    match: userId === undefined || keyState === 'active' ? undefined : { userId, key: keyState },
  };
}

/**
 * What a user is registered by, which no other user of the receptor shares, and nothing else: counters that were accepted
 * are kept under it, and must not begin anew because a serial is written down.
 */
function identityOf({ Ip, SystemTitle }: UserOptions): string {
  return JSON.stringify([Ip, SystemTitle === undefined ? null : toHex(SystemTitle)]);
}

function minimumOf(one: SecurityLevel, other: SecurityLevel, secureClient: boolean): Minimum {
  const levels = [one, other];
  const authenticated = levels.some((level) => level.startsWith('Authentication'));
  const encrypted = levels.some((level) => level.endsWith('Encryption'));
  return { secured: secureClient || authenticated || encrypted, authenticated, encrypted };
}
