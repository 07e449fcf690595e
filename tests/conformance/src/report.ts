import { describe } from './difference.js';
import type { FileResult } from './run.js';

const HEADINGS = ['file', 'passed', 'failed', 'not yet run', 'not in payload'];

/** Numbers of one file or of all. */
interface Row {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly notInPayload: number;
}

/** Number of vectors in which a difference was found. */
export function failures(files: readonly FileResult[]): number {
  return files.reduce((sum, file) => sum + rowOf(file).failed, 0);
}

/** The report: each difference, what was not run and why, a table by file. */
export function report(files: readonly FileResult[]): string {
  return [...differences(files), ...notRun(files), ...table(files)].join('\n');
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
  const byReason = new Map<string, string[]>();
  for (const { results } of files)
    for (const { id, outcome } of results)
      if (outcome.type === 'not-run')
        byReason.set(outcome.reason, [...(byReason.get(outcome.reason) ?? []), id]);
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, ids]) => `  ${reason}: ${ids.join(', ')}`);
  return ['Not yet run:', ...lines, ''];
}

function table(files: readonly FileResult[]): string[] {
  const rows = files.map(rowOf);
  const total = rows.reduce(add, { name: 'all', passed: 0, failed: 0, notRun: 0, notInPayload: 0 });
  const cells = [
    HEADINGS,
    ...[...rows, total].map(({ name, passed, failed, notRun: later, notInPayload }) => [
      name,
      ...[passed, failed, later, notInPayload].map(String),
    ]),
  ];
  const widths = HEADINGS.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
}

function rowOf({ name, results }: FileResult): Row {
  const outcomes = results.map(({ outcome }) => outcome);
  return {
    name,
    passed: outcomes.filter(({ type }) => type === 'passed').length,
    failed: outcomes.filter(({ type }) => type === 'failed').length,
    notRun: outcomes.filter(({ type }) => type === 'not-run').length,
    notInPayload: outcomes.reduce(
      (sum, outcome) => sum + (outcome.type === 'passed' ? outcome.notInPayload : 0),
      0,
    ),
  };
}

function add(a: Row, b: Row): Row {
  return {
    name: a.name,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    notRun: a.notRun + b.notRun,
    notInPayload: a.notInPayload + b.notInPayload,
  };
}
