import { arch, cpus, platform, totalmem } from 'node:os';
import type { Measured } from './compare.js';

/** One number of a run. */
export interface Result {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  /** Name of the case that it is compared with. */
  readonly baseline: string | null;
  /** `value` / that case's value. */
  readonly ratio: number | null;
}

/** A run, as `--json` prints it. */
export interface Report {
  readonly name: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly options: Readonly<Record<string, number>>;
  readonly results: readonly Result[];
}

const GIB = 2 ** 30;

/** The machine that a run was made on. */
export function machine(): Report['machine'] {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / GIB),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    openssl: process.versions.openssl,
  };
}

/** Processor and Node of a run, for a title. */
export function describedMachine({ machine: { processor, cores, node } }: Report): string {
  return `${String(processor)} (${String(cores)} cores), Node ${String(node)}`;
}

/** The results of measured cases: frames a second of processor time, and octets allocated a frame. */
export function resultsOf(measured: readonly Measured[]): Result[] {
  const byName = new Map(measured.map((each) => [each.name, each]));
  const results = (unit: string, valueOf: (each: Measured) => number): Result[] =>
    measured.map((each) => {
      const baseline = each.baseline === null ? undefined : byName.get(each.baseline);
      const value = valueOf(each);
      const ratio = baseline === undefined ? null : Number((value / valueOf(baseline)).toFixed(3));
      return { case: each.name, value: Math.round(value), unit, baseline: each.baseline, ratio };
    });
  return [
    ...results('frames/s', ({ perCpuSecond }) => perCpuSecond),
    ...results('octets allocated/frame', ({ allocated }) => allocated),
  ];
}

/** The table for a person. */
export function table(title: string, measured: readonly Measured[]): string {
  const byName = new Map(measured.map((each) => [each.name, each]));
  const rows = measured.map((each) => {
    const baseline = each.baseline === null ? undefined : byName.get(each.baseline);
    return [
      each.name,
      count(each.perCpuSecond),
      `${count(each.spread[0])} to ${count(each.spread[1])}`,
      count(each.perSecond),
      count(each.allocated),
      baseline === undefined
        ? ''
        : `${(each.perCpuSecond / baseline.perCpuSecond).toFixed(2)} of ${baseline.name}`,
    ];
  });
  const head = ['case', 'frames/s of CPU', 'rounds', 'frames/s of clock', 'octets/frame', 'ratio'];
  return lines(title, {}, aligned([head, ...rows]));
}

/** The results of a run one by one, for a person. */
export function resultLines({ results }: Report): string[] {
  const rows = results.map(({ case: name, value, unit, baseline, ratio }) => [
    name,
    value < 100 ? String(value) : count(value),
    unit,
    baseline === null || ratio === null ? '' : `${ratio} of ${baseline}`,
  ]);
  return aligned([['case', 'value', 'unit', 'ratio'], ...rows]);
}

/** A title, the options of the run, and lines below. */
export function lines(title: string, options: Report['options'], rows: readonly string[]): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${count(value)}`);
  const head = said.length > 0 ? [title, said.join(', ')] : [title];
  return [...head, '', ...rows, ''].join('\n');
}

/** First and last column of a table begin at the left, numbers end at the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const last = (rows[0]?.length ?? 0) - 1;
  const widthOf = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === last
          ? cell.padEnd(widthOf(column))
          : cell.padStart(widthOf(column)),
      )
      .join('   ')
      .trimEnd(),
  );
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
