/** Whether the process of this container answers: for the health check of the image. */
const { HTTP_PORT: port = '8080' } = process.env;
const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined);
process.exit(answer?.ok === true ? 0 : 1);
