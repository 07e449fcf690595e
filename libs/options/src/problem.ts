/** Something about a configuration that an operator should know, with its place. */
export interface Problem {
  /** Section, empty at the top level. */
  readonly section: string;
  /** Option, dotted below the section (`Users.0.Ip`), empty for the section itself. */
  readonly option: string;
  /** One sentence: what is wrong, what is allowed, which known name is nearest. Never a secret. */
  readonly message: string;
  /** Line and column in the file, from 1; undefined where there is no place to name. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** One line for a terminal: `12:5 ServerDevice.Port: ...`. */
export function problemLine({ section, option, message, line, column }: Problem): string {
  const place = line === undefined ? '' : `${line}:${column ?? 1} `;
  const subject = [section, option].filter((part) => part !== '').join('.');
  return `${place}${subject === '' ? '' : `${subject}: `}${message}`;
}

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'options.invalid';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemLine).join('\n'));
    this.problems = problems;
  }
}
