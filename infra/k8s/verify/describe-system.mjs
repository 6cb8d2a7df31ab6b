// Prints the description of the installed system, with which drills use it (`SystemDescription` in packages/testkit).
// The ports are those of `kubectl port-forward`. One rollout restarts all gateways, so they are described as one.
//   Usage: node describe-system.mjs <folder of the secrets> <HTTP port> <sockets port> <PostgreSQL port> <NATS port>
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [, , secrets, httpPort, socketsPort, postgresPort, natsPort] = process.argv;
const frontDoor = `http://127.0.0.1:${httpPort}`;
const socketUrl = `http://127.0.0.1:${socketsPort}`;

const ownerSecret = ['--namespace', process.env.NAMESPACE, 'get', 'secret', 'kcs-postgres-app'];
const encodedUrl = execFileSync('kubectl', [...ownerSecret, '--output', 'jsonpath={.data.uri}'], {
  encoding: 'utf8',
});
const databaseUrl = new URL(Buffer.from(encodedUrl, 'base64').toString());
databaseUrl.host = `127.0.0.1:${postgresPort}`;

console.log(
  JSON.stringify({
    frontDoor,
    socketUrl,
    apis: [{ name: 'chat-api', url: frontDoor }],
    gateways: [{ name: 'realtime-gateway', url: socketUrl }],
    databaseUrl: databaseUrl.href,
    natsUrl: `nats://127.0.0.1:${natsPort}`,
    natsAdminCreds: readFileSync(`${secrets}/keys/admin.creds`, 'utf8'),
    signingKeys: readFileSync(`${secrets}/chat-api/jwt-signing-keys.json`, 'utf8'),
    admin: { email: 'admin@school.com', password: 'password123' },
  }),
);
