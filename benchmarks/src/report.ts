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
  const widths = head.map((word, i) =>
    Math.max(word.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) =>
        i === 0 || i === 5 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('   ')
      .trimEnd();
  return [title, '', line(head), ...rows.map(line), ''].join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
