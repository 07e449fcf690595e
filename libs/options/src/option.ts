import { z } from 'zod';
import { Secret } from './secret.js';

/** What the documentation and the messages say of an option, beside what its schema says. */
export interface OptionFacts {
  /** One sentence that an operator understands. */
  readonly description: string;
  readonly example?: unknown;
  /** Ours, not in the specification. */
  readonly extension?: boolean;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** What is allowed, where the schema alone would not tell. */
  readonly allowed?: string;
  /** Other spellings of values, each with what it means; a warning says so when `aliasWarning` is set. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly aliasWarning?: string;
  /** The values that act in this version; any other is refused rather than silently ignored. */
  readonly onlyYet?: readonly unknown[];
  /** Checked and kept, without an effect in this version. */
  readonly inert?: boolean;
}

/** The facts of every option, by its schema. */
export const optionFacts = z.registry<OptionFacts>();

/** Attaches the facts to an option's schema. */
export function option<S extends z.ZodType>(schema: S, facts: OptionFacts): S {
  optionFacts.add(schema, facts);
  return schema;
}

/** A whole number within a range. */
export function whole(minimum: number, maximum: number): z.ZodInt {
  return z.int().min(minimum).max(maximum);
}

const LARGEST_COUNT = 1_000_000;

/** How many of something: at least 1. */
export function count(): z.ZodInt {
  return whole(1, LARGEST_COUNT);
}

/** Octets in hexadecimal, as many as one of `lengths` says. */
export function hexOctets(...lengths: readonly number[]) {
  const digits = lengths.map((length) => `[0-9A-Fa-f]{${length * 2}}`).join('|');
  return z
    .string()
    .regex(new RegExp(`^(?:${digits})$`, 'u'))
    .transform(octetsOf);
}

/** A key: octets in hexadecimal that stay hidden. */
export function key(...lengths: readonly number[]) {
  return hexOctets(...lengths).transform((octets) => new Secret(octets));
}

/** A password or another text that stays hidden. */
export function hiddenText() {
  return z.string().transform((text) => new Secret(text));
}

/** Several of a list of words, separated by commas. */
export function words<const W extends string>(known: readonly W[]) {
  const byLowerCase = new Map<string, W>(known.map((word) => [word.toLowerCase(), word]));
  return z.string().transform((text, context): readonly W[] => {
    const found = new Set<W>();
    for (const part of text.split(',')) {
      const word = byLowerCase.get(part.trim().toLowerCase());
      if (word === undefined) {
        context.addIssue({
          code: 'custom',
          message: `any of ${known.join(', ')}, separated by commas`,
        });
        return z.NEVER;
      }
      found.add(word);
    }
    return [...found];
  });
}

const ADDRESS = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** IP addresses and ranges in CIDR notation, separated by commas. */
export function addresses() {
  return z.string().transform((text, context): readonly string[] => {
    const found = text.split(',').map((part) => part.trim());
    if (found.every((part) => ADDRESS.safeParse(part).success)) return found;
    context.addIssue({ code: 'custom', message: 'IP addresses and ranges, separated by commas' });
    return z.NEVER;
  });
}

function octetsOf(hex: string): Uint8Array {
  const octets = new Uint8Array(hex.length / 2);
  for (let at = 0; at < octets.length; at += 1) {
    octets[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  }
  return octets;
}
