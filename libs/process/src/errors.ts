/** A configuration that cannot be used; each line tells one problem. */
export class UnusableConfiguration extends Error {
  override readonly name = 'UnusableConfiguration';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The command line ends the process: after help (code 0) or a mistake in it (code 2). */
export class UsageEnd extends Error {
  override readonly name = 'UsageEnd';
  readonly exitCode: 0 | 2;

  constructor(exitCode: 0 | 2) {
    super('usage');
    this.exitCode = exitCode;
  }
}
