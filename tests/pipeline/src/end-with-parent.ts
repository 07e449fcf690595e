/** Loaded into each process of a pipeline: it ends when the one that started it has gone, in whichever way. */
const LOOK_MS = 500;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, LOOK_MS).unref();
