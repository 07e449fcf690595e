/**
 * Regular expressions of an operator's configuration, applied to text that a meter sends. Backtracking engines can take
 * exponential time on a hostile text, so only patterns whose time is bounded are let in: the ways in which a pattern
 * can match a text of `LONGEST_MATCHED_TEXT` characters are estimated from above, and limited.
 */
const MOST_WAYS = 2e7;
const MAX_PATTERN_LENGTH = 200;
const MAX_REPEAT = 64;

/** Texts longer than this are never matched. */
export const LONGEST_MATCHED_TEXT = 64;

/** Thrown for a pattern that is not let in. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * Compiles a pattern.
 *
 * @throws {PatternError} when it is no regular expression, or one whose time is not bounded
 */
export function compilePattern(source: string): RegExp {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`a pattern has at most ${MAX_PATTERN_LENGTH} characters`);
  }
  let expression: RegExp;
  try {
    expression = new RegExp(source, 'u');
  } catch (cause) {
    throw new PatternError('not a regular expression', { cause });
  }
  if (waysToMatch(source) > MOST_WAYS) {
    throw new PatternError('too many parts of variable length: a text could take very long');
  }
  return expression;
}

/** What is known of a group, the whole pattern included, while it is read. */
interface Group {
  /** Something in it has a variable length, or alternatives. */
  varies: boolean;
  alternatives: number;
}

const TOKEN =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<[A-Za-z_]\w*>|<?[=!]|:|[^:)]*:))?|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??|[^]/gu;

/** An upper estimate of the paths that a backtracking engine tries on the longest text. */
function waysToMatch(source: string): number {
  const open: Group[] = [{ varies: false, alternatives: 1 }];
  let closed: Group | undefined;
  let endless = 0;
  let ways = 1;
  for (const [token] of source.matchAll(TOKEN)) {
    const group = open.at(-1);
    const repeated = closed;
    closed = undefined;
    if (/^\(\?<?[=!]/u.test(token)) throw new PatternError('look-around is not allowed');
    if (/^\\[1-9k]/u.test(token)) throw new PatternError('back-references are not allowed');
    if (token.startsWith('(')) {
      open.push({ varies: false, alternatives: 1 });
    } else if (token === ')') {
      closed = open.pop();
      ways *= closed?.alternatives ?? 1;
      const parent = open.at(-1);
      if (parent !== undefined && closed !== undefined) {
        parent.varies ||= closed.varies || closed.alternatives > 1;
      }
    } else if (token === '|' && group !== undefined) {
      group.alternatives += 1;
    } else if (/^(?:[*+?]|\{\d)/u.test(token)) {
      if (repeated !== undefined && (repeated.varies || repeated.alternatives > 1)) {
        throw new PatternError('a repeated group may not hold alternatives or another repetition');
      }
      const choices = choicesOf(token);
      if (choices === Infinity) endless += 1;
      else ways *= choices;
      // A fixed repetition has one length, but nesting several multiplies them beyond any bound.
      for (const outer of open) outer.varies = true;
    }
  }
  ways *= open.at(0)?.alternatives ?? 1;
  // The start and each endless part share the text: they choose as many borders in it.
  for (let borders = 1; borders <= endless + 1; borders += 1) {
    ways *= LONGEST_MATCHED_TEXT / borders;
  }
  return ways;
}

function choicesOf(quantifier: string): number {
  if (quantifier.startsWith('?')) return 2;
  const counted = /^\{(\d+)(,?)(\d*)/u.exec(quantifier);
  if (counted === null) return Infinity;
  const [, least = '0', comma = '', most = ''] = counted;
  if (comma === ',' && most === '') return Infinity;
  const longest = most === '' ? Number(least) : Number(most);
  if (longest > MAX_REPEAT) throw new PatternError(`a repetition counts at most ${MAX_REPEAT}`);
  return longest - Number(least) + 1;
}
