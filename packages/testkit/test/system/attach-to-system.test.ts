import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { attachToSystem } from '../../src/index.ts';

const DESCRIPTION = {
  frontDoor: 'http://127.0.0.1:4500',
  socketUrl: 'http://127.0.0.1:4501',
  apis: [{ name: 'chat-api-1', url: 'http://127.0.0.1:3000' }],
  gateways: [{ name: 'realtime-gateway-1', url: 'http://127.0.0.1:3001' }],
  databaseUrl: 'postgres://kcs:kcs@127.0.0.1:5432/kcs',
  natsUrl: 'nats://127.0.0.1:4222',
  natsAdminCreds: '',
  signingKeys: '{"keys":[]}',
  admin: { email: 'admin@school.example', password: 'password' },
};

t.test('a description of a running system must be complete', async (t) => {
  const path = join(t.testdir(), 'system.json');
  const attach = (description: object) => {
    writeFileSync(path, JSON.stringify(description));
    return attachToSystem(t, path);
  };
  t.match(attach(DESCRIPTION), { frontDoor: DESCRIPTION.frontDoor, gateways: DESCRIPTION.gateways });
  const { admin, natsUrl, ...incomplete } = DESCRIPTION;
  t.throws(() => attach(incomplete), { message: /system\.json lacks natsUrl, admin/ });
  t.throws(() => attach({ ...DESCRIPTION, gateways: [] }), { message: /has no gateways/ });
});
