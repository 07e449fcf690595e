/**
 * `npm run conformance [-- [--json] [DIR]]`: reads every vector of a folder with the library and compares each field of
 * what is expected. Exit code 1 on any difference, 2 when the folder or the command cannot be read.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { namesFrom, readExamples } from './example-names.js';
import { failures, report, reportObject } from './report.js';
import { runFiles } from './run.js';
import { readVectorFiles } from './vector.js';

/** The project's own vectors. */
const VECTORS = fileURLToPath(new URL('../../../libs/dlms/vectors', import.meta.url));
/** The configurations that name what payloads leave out. */
const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));

const USAGE_ERROR = 2;

function main(args: string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [folder = VECTORS, ...surplus] = positionals;
    if (surplus.length > 0) throw new Error('one folder at most: conformance [--json] [DIR]');
    const examples = readExamples(EXAMPLES);
    const files = runFiles(readVectorFiles(folder), (vector, push) =>
      namesFrom(examples, vector, push),
    );
    const text = values.json ? JSON.stringify(reportObject(files)) : report(files);
    process.stdout.write(`${text}\n`);
    return failures(files) === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return USAGE_ERROR;
  }
}

process.exitCode = main(process.argv.slice(2));
