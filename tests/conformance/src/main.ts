/**
 * `npm run conformance [-- DIR]`: reads every vector of a folder with the library and compares each field of what is
 * expected. Exit code 1 on any difference, 2 when the folder cannot be read.
 */
import { fileURLToPath } from 'node:url';
import { failures, report } from './report.js';
import { runFiles } from './run.js';
import { readVectorFiles } from './vector.js';

/** The project's own vectors. */
const VECTORS = fileURLToPath(new URL('../../../libs/dlms/vectors', import.meta.url));

const USAGE_ERROR = 2;

function main(folder: string): number {
  try {
    const files = runFiles(readVectorFiles(folder));
    process.stdout.write(`${report(files)}\n`);
    return failures(files) === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return USAGE_ERROR;
  }
}

process.exitCode = main(process.argv[2] ?? VECTORS);
