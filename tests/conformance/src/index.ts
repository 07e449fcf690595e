export type { Difference } from './difference.js';
export { namesFrom, readExamples } from './example-names.js';
export type { Example } from './example-names.js';
export { failures, report, reportObject } from './report.js';
export { runFiles } from './run.js';
export type { FileResult } from './run.js';
export type { Outcome, RunOptions } from './run-vector.js';
export { readVectorFiles } from './vector.js';
export type { Vector, VectorFile } from './vector.js';
