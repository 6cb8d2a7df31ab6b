// The image's HEALTHCHECK: exits 0 when the service of this container answers on its ops port.
// It asks for life, not readiness: a replica that wants no new connections must not be restarted.
import { get } from 'node:http';

const ANSWER_WITHIN_MS = 2000;

const request = get(
  { host: '127.0.0.1', port: process.env.OPS_PORT, path: '/livez', timeout: ANSWER_WITHIN_MS },
  (answer) => {
    answer.resume();
    process.exitCode = answer.statusCode === 200 ? 0 : 1;
  },
);
request.on('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
request.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
