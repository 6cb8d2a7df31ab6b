import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { attachToSystem, eventually, startSystem } from '../../src/index.ts';
import { STAND_IN_PROGRAM_PATHS } from '../support/stand-ins.ts';

t.test('a test system creates users and rooms, and connects sockets', async (t) => {
  const system = await startSystem(t, { programs: STAND_IN_PROGRAM_PATHS });
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user();
  t.match(ada, { name: 'Ada', token: `token-of-${ada.id}` });
  t.not(ada.id, bob.id);
  const room = await system.room({ owner: ada, members: [bob], name: 'Class' });
  t.match(room, { id: 'room_1', room_type: 'group', name: 'Class', member_ids: [bob.id] });
  const socket = await ada.connect(system.gateways[1]);
  t.ok(socket.connected);
  t.match(await socket.join([room.id], { [room.id]: 3 }), {
    success: true,
    event: 'join-chat-rooms',
    payload: { roomIds: ['room_1'], since: { room_1: 3 } },
  });
  socket.emit('drop-me');
  t.equal(await socket.closed(), 'transport close');
  await socket.reconnected();
  const pendingForgedConnection = ada.connect(system.gateways[0], { auth: { token: 'forged' } });
  await t.rejects(pendingForgedConnection, { message: 'UNAUTHENTICATED' });
  const { status, headers } = await ada.request('GET', '/x', undefined, { api: system.apis[0], base: '/' });
  t.equal(status, 404);
  t.match(headers.get('content-type'), /json/);

  t.test('another program can use the running system through its description', async (t) => {
    const path = join(t.testdir(), 'system.json');
    const listReplicas = (replicas: typeof system.apis) => replicas.map(({ name, url }) => ({ name, url }));
    const admin = { email: 'operator@school.example', password: 'password' };
    await system.user(admin);
    const description = {
      admin,
      ...{ frontDoor: system.frontDoor, socketUrl: system.socketUrl },
      ...{ apis: listReplicas(system.apis), gateways: listReplicas(system.gateways) },
      ...{ databaseUrl: system.database.url, natsUrl: system.nats.url },
      ...{ natsAdminCreds: system.nats.credsOf('admin'), signingKeys: '{"keys":[]}' },
    };
    writeFileSync(path, JSON.stringify(description));
    const attached = attachToSystem(t, path);
    const cyd = await attached.user();
    t.ok((await cyd.connect(attached.gateways[1])).connected);
    t.equal((await attached.database.query('select * from migrated')).rowCount, 1);
    t.equal(attached.nats.getConnectionOptions('admin').servers, system.nats.url);
  });
});

t.test('a test system detects unexpected exits of services, and secrets in their logs', async (t) => {
  const system = await startSystem(t, { programs: STAND_IN_PROGRAM_PATHS, apis: 2, gateways: 1 });
  system.assertAllAlive(t);
  system.assertNoSecretsInLogs(t);
  const foundProblems: unknown[] = [];
  const problemCollector = { same: (seen: unknown) => foundProblems.push(seen) };
  const adminUser = await system.admin();
  await adminUser.request('POST', '/leak', {});
  await eventually('the line', () => system.apis[0].log.tail(1).includes('secret'));
  await adminUser.request('POST', '/crash', {}, { api: system.apis[1] }).catch(() => undefined);
  await system.apis[1]?.exited;
  system.assertNoSecretsInLogs(problemCollector);
  system.assertAllAlive(problemCollector);
  t.match(foundProblems, [
    [{ service: 'chat-api-1', line: /the secret is/ }],
    [{ name: 'chat-api-2', code: 3 }],
  ]);
  t.match(system.describeLogs(), /--- chat-api-1.*\n[\s\S]*"msg":"started"/);
});
