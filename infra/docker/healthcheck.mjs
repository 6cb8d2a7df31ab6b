// Implements the image's HEALTHCHECK. Exits with code 0 if the service in this container answers on its ops port. The
// health check requests /livez and not /readyz, because a replica that only refuses new connections counts as healthy.
import { get } from 'node:http';

const REQUEST_TIMEOUT_MS = 2000;

const livenessRequest = get(
  { host: '127.0.0.1', port: process.env.OPS_PORT, path: '/livez', timeout: REQUEST_TIMEOUT_MS },
  (response) => {
    response.resume();
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  },
);
livenessRequest.on('timeout', () =>
  livenessRequest.destroy(new Error(`The service did not answer within ${REQUEST_TIMEOUT_MS} ms`)),
);
livenessRequest.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
