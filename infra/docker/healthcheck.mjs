// Implements the image's HEALTHCHECK. Exits with code 0 if the service in this container answers on its ops port. The
// health check requests /livez and not /readyz, because a replica that only refuses new connections counts as healthy.
import { get } from 'node:http';

const TIMEOUT_MS = 2000;

const request = get(
  { host: '127.0.0.1', port: process.env.OPS_PORT, path: '/livez', timeout: TIMEOUT_MS },
  (response) => {
    response.resume();
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  },
);
request.on('timeout', () => request.destroy(new Error(`The service did not answer within ${TIMEOUT_MS} ms`)));
request.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
