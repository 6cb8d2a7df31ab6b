// Prints the description of the running compose project, with which tests and drills use the project
// (`SystemDescription` in packages/testkit). Addresses are those that this machine, the host of the containers, reaches.
//   Usage: node describe-system.mjs <front door URL> <socket URL>
import { execFileSync } from 'node:child_process';

const [, , frontDoor, socketUrl] = process.argv;
const project = process.env.COMPOSE_PROJECT_NAME;
const POSTGRES_PASSWORD = process.env.POSTGRES_PASSWORD ?? 'kcs';

const podman = (...args) => execFileSync('podman', args, { encoding: 'utf8' });

function getAddress(container) {
  const [{ NetworkSettings: settings }] = JSON.parse(podman('inspect', container));
  return settings.Networks[`${project}_data`].IPAddress;
}

const listReplicas = (service) =>
  podman('ps', '--format', '{{.Names}}', '--filter', `name=^${project}_${service}_`)
    .trim()
    .split('\n')
    .sort()
    .map((name) => ({ name, url: `http://${getAddress(name)}:3000` }));

const apis = listReplicas('chat-api');
console.log(
  JSON.stringify({
    frontDoor,
    socketUrl,
    apis,
    gateways: listReplicas('realtime-gateway'),
    databaseUrl: `postgres://kcs:${POSTGRES_PASSWORD}@${getAddress(`${project}_postgres_1`)}:5432/kcs`,
    natsUrl: `nats://${getAddress(`${project}_nats_1`)}:4222`,
    natsAdminCreds: podman(
      ...['run', '--rm', '--network', 'none', '--volume', `${project}_keys:/keys:ro`, 'kcs-chat:local'],
      ...['cat', '/keys/admin.creds'],
    ),
    signingKeys: podman('exec', apis[0].name, 'cat', '/var/lib/kcs/jwt-signing-keys.json'),
    admin: { email: 'admin@school.com', password: 'password123' },
  }),
);
