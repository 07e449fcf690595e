import {
  counterScopeOf,
  isCiphered,
  systemTitleOf,
  toHex,
  type CipheredApdu,
  type CounterScope,
  type Crypto,
  type Keys,
  type ProtectedApdu,
} from '@dlms-telemetry/dlms';
import { TitleTable, type Candidate } from '@dlms-telemetry/registry';

/** An invocation counter that a tag has proven, and whose it is. */
export interface CounterClaim {
  /** 32 hexadecimal digits: one for each key of a sender, and nothing of the key can be learned from it. */
  readonly scope: string;
  readonly counter: number;
}

/** A layer of protection that has come off, and the title under which it did. */
export interface Counted {
  readonly apdu: CipheredApdu;
  readonly kind: CounterScope;
  readonly systemTitle: Uint8Array;
}

/** Scopes of one candidate, by the system title on the wire: the section's credentials serve many. */
type ByTitle = Readonly<Record<CounterScope, TitleTable<string>>>;

const SCOPE_OCTETS = 16;
const TITLE_OCTETS = 8;
/** Scopes that are held; then all are made anew. Only who has the key can make one. */
const MOST_SCOPES = 200_000;

/**
 * The outermost layer that proves a counter: only who has the key could make it, and what is inside came with it. A
 * signature has no counter, so there is one such layer at most.
 *
 * @param layers from the outside to the inside, their protection verified
 * @param systemTitle of the sender, for a layer that names none
 */
export function countedIn(
  layers: readonly ProtectedApdu[],
  systemTitle: Uint8Array,
): Counted | undefined {
  for (const apdu of layers) {
    const counted = countedOf(apdu, systemTitle);
    if (counted !== undefined) return counted;
  }
  return undefined;
}

/** What one layer proves, as `countedIn`. */
export function countedOf(apdu: ProtectedApdu, systemTitle: Uint8Array): Counted | undefined {
  const kind = counterScopeOf(apdu);
  if (kind === null || !isCiphered(apdu)) return undefined;
  const own = systemTitleOf(apdu);
  return { apdu, kind, systemTitle: own.length > 0 ? own : systemTitle };
}

/** Names whose counter one is. A name is made once for each key and title, so that frames cost a look-up. */
export class CounterScopes {
  readonly #crypto: Crypto;
  #known = new WeakMap<Candidate, ByTitle>();
  #held = 0;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** The claim of a frame that came to `receptor` and was opened with the keys of `candidate`. */
  claimOf(
    receptor: string,
    candidate: Candidate,
    { apdu, kind, systemTitle }: Counted,
  ): CounterClaim {
    const { invocationCounter: counter } = apdu.content;
    if (systemTitle.length !== TITLE_OCTETS)
      return { scope: this.#make(receptor, candidate, kind, systemTitle), counter };
    const byTitle = this.#tablesOf(candidate)[kind];
    let scope = byTitle.get(systemTitle);
    if (scope === undefined) {
      scope = this.#make(receptor, candidate, kind, systemTitle);
      if (++this.#held > MOST_SCOPES) this.#forget();
      else byTitle.set(systemTitle, scope);
    }
    return { scope, counter };
  }

  #tablesOf(candidate: Candidate): ByTitle {
    let tables = this.#known.get(candidate);
    if (tables === undefined) {
      tables = {
        'global-unicast': new TitleTable(),
        'global-broadcast': new TitleTable(),
        dedicated: new TitleTable(),
      };
      this.#known.set(candidate, tables);
    }
    return tables;
  }

  #forget(): void {
    this.#known = new WeakMap();
    this.#held = 0;
  }

  #make(
    receptor: string,
    candidate: Candidate,
    kind: CounterScope,
    systemTitle: Uint8Array,
  ): string {
    const key = keyOf(kind, candidate.keys.reveal());
    // JSON keeps the parts apart, whatever is in them.
    const parts = [receptor, candidate.identity, toHex(systemTitle), kind, toHex(key)];
    const text = new TextEncoder().encode(JSON.stringify(parts));
    return toHex(this.#crypto.digest('sha-256', text).subarray(0, SCOPE_OCTETS));
  }
}

const NO_OCTETS = new Uint8Array(0);

/** The encryption key: it is its counter that must not come twice, whichever authentication key goes with it. */
function keyOf(kind: CounterScope, keys: Keys): Uint8Array {
  const key = {
    'global-unicast': keys.blockCipherKey,
    'global-broadcast': keys.broadcastKey,
    dedicated: keys.dedicatedKey,
  }[kind];
  return key ?? NO_OCTETS;
}
