import type { Difference } from './difference.js';
import { describe } from './difference.js';
import type { FileResult } from './run.js';
import type { JsonObject } from './vector.js';

/** Numbers of one file or of all. */
interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly notInPayload: number;
}

/** Columns of the table and their headings. */
const COLUMNS: readonly (readonly [keyof Count, string])[] = [
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['notRun', 'not yet run'],
  ['notInPayload', 'not in payload'],
];
/** Columns that stand only where they have something to say. */
const SHOWN_WHEN_ANY: readonly (keyof Count)[] = ['notRun'];

/** Number of vectors in which a difference was found. */
export function failures(files: readonly FileResult[]): number {
  return countAll(files).failed;
}

/** The report for people: each difference, what was not run and why, a table by file. */
export function report(files: readonly FileResult[]): string {
  return [...differences(files), ...notRun(files), ...table(files)].join('\n');
}

/** The same as one object, for programs. */
export function reportObject(files: readonly FileResult[]): JsonObject {
  return {
    files: files.map((file) => ({ name: file.name, ...countOf(file) })),
    all: { ...countAll(files) },
    failures: files.flatMap(({ name, results }) =>
      results.flatMap(({ id, outcome }) =>
        outcome.type === 'failed'
          ? [{ file: name, id, differences: outcome.differences.map(differenceObject) }]
          : [],
      ),
    ),
    notRun: [...reasonsNotRun(files)].map(([reason, ids]) => ({ reason, ids })),
  };
}

function differenceObject({ place, expected = null, actual = null }: Difference): JsonObject {
  return { place, expected, actual };
}

function differences(files: readonly FileResult[]): string[] {
  return files.flatMap(({ name, results }) =>
    results.flatMap(({ id, outcome }) =>
      outcome.type === 'failed'
        ? [`${name} ${id}`, ...outcome.differences.map((one) => `  ${describe(one)}`), '']
        : [],
    ),
  );
}

function notRun(files: readonly FileResult[]): string[] {
  const lines = [...reasonsNotRun(files)].map(([reason, ids]) => `  ${reason}: ${ids.join(', ')}`);
  return lines.length === 0 ? [] : ['Not yet run:', ...lines, ''];
}

function reasonsNotRun(files: readonly FileResult[]): ReadonlyMap<string, readonly string[]> {
  const byReason = new Map<string, string[]>();
  for (const { results } of files)
    for (const { id, outcome } of results)
      if (outcome.type === 'not-run')
        byReason.set(outcome.reason, [...(byReason.get(outcome.reason) ?? []), id]);
  return byReason;
}

function table(files: readonly FileResult[]): string[] {
  const total = countAll(files);
  const columns = COLUMNS.filter(([key]) => !SHOWN_WHEN_ANY.includes(key) || total[key] > 0);
  const rowOf = (name: string, count: Count): string[] => [
    name,
    ...columns.map(([key]) => String(count[key])),
  ];
  const rows = [
    ['file', ...columns.map(([, heading]) => heading)],
    ...files.map((file) => rowOf(file.name, countOf(file))),
    rowOf('all', total),
  ];
  const widths = ['file', ...columns].map((_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
}

function countOf({ results }: FileResult): Count {
  const outcomes = results.map(({ outcome }) => outcome);
  return {
    passed: outcomes.filter(({ type }) => type === 'passed').length,
    failed: outcomes.filter(({ type }) => type === 'failed').length,
    notRun: outcomes.filter(({ type }) => type === 'not-run').length,
    notInPayload: outcomes.reduce(
      (sum, outcome) => sum + (outcome.type === 'passed' ? outcome.notInPayload : 0),
      0,
    ),
  };
}

function countAll(files: readonly FileResult[]): Count {
  return files.map(countOf).reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      notRun: a.notRun + b.notRun,
      notInPayload: a.notInPayload + b.notInPayload,
    }),
    { passed: 0, failed: 0, notRun: 0, notInPayload: 0 },
  );
}
