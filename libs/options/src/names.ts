import { closest, distance } from 'fastest-levenshtein';

/** The specification's own other spellings of options, by the spelling that holds. */
const VARIANTS: ReadonlyMap<string, string> = new Map([
  ['EnableIPLookup', 'EnableIpLookup'],
  ['GatewayID', 'GatewayId'],
  ['System Title', 'SystemTitle'],
  ['CertficatePath', 'CertificatePath'],
  ['CertficatePassword', 'CertificatePassword'],
  ['PushProfileSequence', 'PushProfileSequenceId'],
]);

const FARTHEST = 0.5;

/** A name as it was found among the known ones. */
export interface FoundName {
  readonly name: string;
  /** The specification's other spelling was used. */
  readonly variant: boolean;
}

/** Finds a name: letter for letter, as one of the specification's variants, or in another case. */
export function findName(text: string, known: readonly string[]): FoundName | undefined {
  if (known.includes(text)) return { name: text, variant: false };
  const lower = text.trim().toLowerCase();
  for (const [variant, name] of VARIANTS) {
    if (variant.toLowerCase() === lower && known.includes(name)) {
      return { name, variant: name.toLowerCase() !== lower || variant === text };
    }
  }
  const same = known.find((name) => name.toLowerCase() === lower);
  return same === undefined ? undefined : { name: same, variant: false };
}

/** The known name that is nearest to a mistyped one; undefined when none is near. */
export function nearestName(text: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = text.toLowerCase();
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const nearest = closest(lower, [...byLowerCase.keys()]);
  const bound = Math.max(lower.length, nearest.length) * FARTHEST;
  return distance(lower, nearest) <= bound ? byLowerCase.get(nearest) : undefined;
}

/** A sentence that ends a message about an unknown name. */
export function didYouMean(text: string, known: readonly string[]): string {
  const nearest = nearestName(text, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}
