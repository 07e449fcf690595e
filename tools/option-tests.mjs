/**
 * Which test holds which option. A test that holds options begins its title with their names and a colon:
 * `it('DropDataLength: a longer packet is discarded', ...)`; such a test fails where the option has no effect.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TITLE =
  /\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*(['"`])([A-Z]\w*(?:, [A-Z]\w*)*): ((?:(?!\1)[^\\]|\\.)*)\1/g;
const PROJECTS = ['libs', 'apps', 'tests'];

/** The text of docs/option-tests.md, and the options that no test holds. */
export function optionTests(root, notice, tables) {
  const tests = titledTests(root);
  const untested = [];
  const sections = tables.map(({ title, options }) => {
    const rows = options.map((option) => {
      const holding = tests.filter(({ names }) => names.includes(option));
      if (holding.length === 0) untested.push(`${title}: ${option}`);
      const cell = holding
        .map(({ path, says }) => `${says} ([${path.split('/').at(-1)}](../${path}))`)
        .join('<br>');
      return `| \`${option}\` | ${cell} |`;
    });
    return `## ${title}\n\n| option | what a test holds |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  const text = `<!-- ${notice} The titles stand in the tests. -->

# Options and the tests that hold them

Each option with the tests that fail when it has no effect. [options.md](options.md) says what the options mean.

${sections.join('\n')}`;
  return { text, untested };
}

function titledTests(root) {
  const found = [];
  for (const project of PROJECTS)
    for (const entry of readdirSync(join(root, project), { recursive: true }).sort()) {
      if (!entry.endsWith('.test.ts') || /(^|[\\/])(node_modules|dist|out-tsc)[\\/]/.test(entry))
        continue;
      const path = `${project}/${entry.replaceAll('\\', '/')}`;
      for (const [, , names, says] of readFileSync(join(root, path), 'utf8').matchAll(TITLE))
        found.push({
          path,
          names: names.split(', '),
          says: says.replaceAll(/\\(.)/g, '$1').replaceAll('|', '\\|'),
        });
    }
  return found;
}
