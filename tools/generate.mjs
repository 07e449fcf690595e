/** Writes the generated files of the repository; with `--check` it only compares and exits 1 when one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Path of each generated file -> a function that returns its text. */
const generators = {};

const check = process.argv.includes('--check');
let stale = 0;
for (const [path, generate] of Object.entries(generators)) {
  const wanted = await generate();
  let current;
  try {
    current = readFileSync(path, 'utf8');
  } catch {
    current = undefined;
  }
  if (current === wanted) continue;
  if (check) {
    stale += 1;
    process.stderr.write(`${path} is stale: run npm run generate\n`);
  } else {
    writeFileSync(path, wanted);
  }
}
if (stale > 0) process.exit(1);
