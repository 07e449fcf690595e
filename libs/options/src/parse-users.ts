import { parseTree } from 'jsonc-parser';
import { checkUsers } from './checks.js';
import type { CoerceContext } from './coerce.js';
import type { Receptor } from './configuration.js';
import { Findings } from './findings.js';
import { checkUserKeys } from './key-checks.js';
import type { Problem } from './problem.js';
import { readPart } from './read-section.js';
import type { KeyReaders } from './substitute.js';
import { userOptions, type UserOptions } from './user-options.js';

/** Something about one user of a list, with its place. */
export interface UserProblem {
  /** Place of the user in the list, from 0; undefined for the list as a whole. */
  readonly index: number | undefined;
  /** The field, letter for letter; empty for the user itself. */
  readonly field: string;
  /** One sentence: what is wrong, and what is allowed. Never a secret. */
  readonly message: string;
}

/** Users that cannot be taken, with everything that is wrong with them. */
export class UsersError extends Error {
  override readonly name = 'UsersError';
  readonly code = 'users.invalid';
  readonly problems: readonly UserProblem[];

  constructor(problems: readonly UserProblem[]) {
    super(problems.map(userProblemLine).join('\n'));
    this.problems = problems;
  }
}

/** One line for a terminal: `user 3, BlockCipherKey: ...`, counted from 1. */
export function userProblemLine({ index, field, message }: UserProblem): string {
  const place = index === undefined ? 'the list' : `user ${index + 1}`;
  return `${field === '' ? place : `${place}, ${field}`}: ${message}`;
}

/** What a list of users gave. */
export interface ParsedUsers {
  readonly users: readonly UserOptions[];
  /** What was accepted but should be looked at. */
  readonly warnings: readonly UserProblem[];
}

/**
 * Checks users as they come from outside, in the shape of `Users` in the configuration, for a receptor. References to
 * the environment or to files are not followed: whoever may add users may not read those.
 *
 * @param readers with them keys and certificates are tried too
 * @throws {UsersError} with every problem of every user at once
 */
export function parseUsers(
  list: readonly unknown[],
  receptor: Receptor,
  readers?: KeyReaders,
): ParsedUsers {
  const text = textOf(list);
  const findings = new Findings(text);
  const context: CoerceContext = {
    findings,
    text,
    places: new Map(),
    substitute: (value) => value,
  };
  const users: UserOptions[] = [];
  for (const [index, node] of (parseTree(text)?.children ?? []).entries()) {
    const user = readPart(node, userOptions, [SECTION, 'Users', String(index)], context);
    users.push(user ?? { Enabled: true });
  }
  const checked = { name: SECTION, options: { ...receptor.options, Users: users } };
  checkUserKeys(checked, readers, context);
  checkUsers(checked, context);
  if (findings.problems.length > 0) throw new UsersError(inOrder(findings.problems));
  return { users, warnings: inOrder(findings.warnings) };
}

const SECTION = '';

function textOf(list: readonly unknown[]): string {
  try {
    return JSON.stringify(list);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UsersError([{ index: undefined, field: '', message: 'is nested too deeply' }]);
  }
}

function inOrder(problems: readonly Problem[]): UserProblem[] {
  return problems
    .map(({ option, message }) => {
      const [, index, ...field] = option.split('.');
      return { index: Number(index), field: field.join('.'), message };
    })
    .sort((a, b) => a.index - b.index);
}
