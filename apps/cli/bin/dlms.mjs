#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('dlms is not built yet: npm run dlms -- --help builds and runs it\n');
  process.exitCode = 2;
}
