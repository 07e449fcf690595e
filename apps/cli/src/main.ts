import { processIo } from './io.js';
import { run } from './program.js';

// A reader that stops early (`dlms decode ... | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), processIo());
