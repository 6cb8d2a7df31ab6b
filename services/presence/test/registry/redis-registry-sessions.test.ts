import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createEpochId, createRoomId, createUserId } from '../support/ids.ts';
import { startTestRegistry } from '../support/start-registry.ts';

t.test(
  'a heartbeat for an unknown epoch is answered with `resync`, and accepted after the complete session list',
  async (t) => {
    const { registry } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    t.same(await registry.heartbeat(gateway.change({ opened: { s1: ada } })), {
      status: 'resync',
      evict: [],
      changed: false,
    });
    t.same(await registry.statusesOf([ada]), [null], 'a heartbeat that is not accepted changes nothing');
    for (const part of gateway.list()) {
      t.same(await registry.listSessions(part), { status: 'accepted', changed: true });
    }
    t.same(await registry.statusesOf([ada]), ['online']);
    t.same(await registry.heartbeat(gateway.change()), { status: 'accepted', evict: [], changed: false });
  },
);

t.test('a heartbeat gets `resync` if a revision is missing or a socket or room count differs', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const [ada, bob] = [createUserId(), createUserId()];
  await registry.listSessions(gateway.completeList());
  gateway.change({ opened: { lost: ada } });
  t.equal(
    (await registry.heartbeat(gateway.change({ opened: { s2: bob } }))).status,
    'resync',
    'a revision is missing',
  );
  t.equal((await registry.listSessions(gateway.completeList())).status, 'accepted');
  t.same(await registry.statusesOf([ada, bob]), ['online', 'online']);

  gateway.sockets.set('never-reported', ada);
  t.equal((await registry.heartbeat(gateway.change())).status, 'resync', 'a socket is missing');
  await registry.listSessions(gateway.completeList());
  gateway.rooms.add(createRoomId());
  t.equal((await registry.heartbeat(gateway.change())).status, 'resync', 'a room is missing');
});

t.test('if a heartbeat is repeated with additional changes, each change is applied once', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const [ada, bob, room] = [createUserId(), createUserId(), createRoomId()];
  await registry.listSessions(gateway.completeList());
  const heartbeat = gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await registry.heartbeat(heartbeat);
  t.equal((await registry.heartbeat(heartbeat)).status, 'accepted');
  gateway.sockets.set('s2', bob);
  const repeatedHeartbeat = {
    ...heartbeat,
    opened: [...heartbeat.opened, { socketId: 's2', userId: bob }],
    totals: gateway.totals(),
  };
  t.equal((await registry.heartbeat(repeatedHeartbeat)).status, 'accepted');
  const registryCounts = await registry.counts();
  t.match(registryCounts, { users: 2, rooms: 1, epochs: [{ sessions: 2 }] });
});

t.test('a session list in several parts replaces all sessions when its last part arrives', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const [gone, ...users] = Array.from({ length: 6 }, createUserId) as [string, ...string[]];
  const [left, entered] = [createRoomId(), createRoomId()];
  gateway.change({ opened: { old: gone }, roomsOpened: [left] });
  await registry.listSessions(gateway.completeList());

  gateway.sockets.clear();
  for (const [i, user] of users.entries()) gateway.sockets.set(`n${i}`, user);
  gateway.rooms.clear();
  gateway.rooms.add(entered);
  const [first, second, third] = gateway.list(2) as [never, never, never];
  t.equal((await registry.listSessions(first)).status, 'accepted');
  t.equal((await registry.listSessions(third)).status, 'out-of-order', 'a part is missing');
  t.equal((await registry.listSessions(second)).status, 'accepted');
  t.equal((await registry.listSessions(second)).status, 'accepted', 'a part may be repeated');
  t.same(
    await registry.statusesOf(users),
    [null, null, null, null, null],
    'nothing applies before the last part',
  );
  t.equal((await registry.listSessions(third)).status, 'accepted');
  t.equal((await registry.listSessions(third)).status, 'accepted', 'the last part may be repeated');
  t.same(
    await registry.statusesOf(users),
    users.map(() => 'online'),
  );
  t.match(await registry.counts(), { users: 5, rooms: 1, epochs: [{ sessions: 5 }] });
});

t.test(
  'a user or room on several gateways counts once, until the last socket closes (ADMIN-2)',
  async (t) => {
    const { registry } = await startTestRegistry(t);
    const [g1, g2] = [new GatewayState('g1'), new GatewayState('g2')];
    const [ada, bob, room] = [createUserId(), createUserId(), createRoomId()];
    g1.change({ opened: { a: ada, b: ada }, roomsOpened: [room] });
    g2.change({ opened: { c: ada, d: bob }, roomsOpened: [room] });
    await registry.listSessions(g1.completeList());
    await registry.listSessions(g2.completeList());
    t.match(await registry.counts(), { users: 2, rooms: 1, epochs: [{ sessions: 2 }, { sessions: 2 }] });
    await registry.heartbeat(g1.change({ closed: ['a', 'b'], roomsClosed: [room] }));
    t.match(await registry.counts(), { users: 2, rooms: 1 });
    await registry.heartbeat(g2.change({ closed: ['c'] }));
    t.match(await registry.counts(), { users: 1, rooms: 1 });
    await registry.heartbeat(g2.change({ closed: ['d'], roomsClosed: [room] }));
    t.match(await registry.counts(), { users: 0, rooms: 0 });
    t.same(await registry.statusesOf([ada, bob]), ['online', 'online'], 'both are in their grace period');
  },
);

t.test(
  "a user's oldest sockets beyond the limit are evicted by the gateways that hold them (LIM-4)",
  async (t) => {
    const { registry } = await startTestRegistry(t, { socketsPerUser: 3 });
    const [g1, g2] = [new GatewayState('g1'), new GatewayState('g2')];
    const ada = createUserId();
    await registry.listSessions(g1.completeList());
    await registry.listSessions(g2.completeList());
    await registry.heartbeat(g1.change({ opened: { s1: ada } }));
    t.same((await registry.heartbeat(g1.change({ opened: { s2: ada, s3: ada } }))).evict, []);
    t.same(
      (await registry.heartbeat(g2.change({ opened: { s4: ada } }))).evict,
      [],
      'not a socket of this gateway',
    );
    t.same((await registry.heartbeat(g1.change())).evict, ['s1']);
    t.same(
      (await registry.heartbeat(g1.change())).evict,
      ['s1'],
      'listed until it is closed, because a reply may be lost',
    );
    t.same((await registry.heartbeat(g1.change({ closed: ['s1'] }))).evict, []);
    t.same((await registry.heartbeat(g1.change({ opened: { s5: ada } }))).evict, ['s2']);
    t.same(
      (await registry.heartbeat(g1.change({ closed: ['s2'], opened: { s6: ada } }))).evict,
      ['s3'],
      'one closed and one opened leave the number unchanged',
    );
  },
);

t.test('a closed epoch stays closed, and its users get the usual grace period', async (t) => {
  const { registry } = await startTestRegistry(t, { graceMs: 0 });
  const gateway = new GatewayState('g1');
  const [ada, room] = [createUserId(), createRoomId()];
  gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await registry.listSessions(gateway.completeList());
  await registry.closeEpoch(gateway.epoch);
  while (await registry.clearEndedEpochs());
  t.match(await registry.counts(), { users: 0, rooms: 0, epochs: [] });
  t.equal((await registry.heartbeat(gateway.change())).status, 'closed');
  t.equal((await registry.listSessions(gateway.completeList())).status, 'closed');
  gateway.epoch = createEpochId('g1');
  t.equal(
    (await registry.listSessions(gateway.completeList())).status,
    'accepted',
    'a new epoch is accepted',
  );
  t.match(await registry.counts(), { users: 1, rooms: 1, epochs: [{ sessions: 1 }] });
});

t.test(
  'a status that arrives before the user’s first socket applies, and the last status wins (PRES-4)',
  async (t) => {
    const { registry } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    await registry.setStatus(ada, 'busy');
    t.same(await registry.statusesOf([ada]), [null], 'a status alone does not make a user online');
    gateway.change({ opened: { s1: ada } });
    await registry.listSessions(gateway.completeList());
    t.same(await registry.statusesOf([ada]), ['busy']);
    await registry.setStatus(ada, 'away');
    t.same(await registry.statusesOf([ada]), ['away']);
  },
);

t.test(
  'after all sockets and epochs are closed, only last-seen times and marks of closed epochs remain in Redis',
  async (t) => {
    const { registry, operator } = await startTestRegistry(t, { graceMs: 0 });
    const gateway = new GatewayState('g1');
    const userIds = Array.from({ length: 2500 }, createUserId);
    for (const [i, user] of userIds.entries()) gateway.sockets.set(`s${i}`, user);
    for (let i = 0; i < 1500; i += 1) gateway.rooms.add(createRoomId());
    for (const part of gateway.list(1000)) await registry.listSessions(part);
    await registry.closeEpoch(gateway.epoch);
    while (await registry.clearEndedEpochs());
    const { pulse, redisMs } = await registry.pulse();
    while ((await registry.endGracePeriods({ pulse, redisMs })).users > 0);
    while ((await registry.claimChanges('c', '')).more);
    t.same(
      (await operator.keys('*')).map((key) => key.replace(/^kcs:presence:\{p\}:|[0-9a-z]{26}$/g, '')).sort(),
      ['closed:g1:', 'last-seen', 'pulse'],
    );
  },
);

t.test('clearing the 17,000 sessions of an ended gateway takes fewer than 40 steps', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const userIds = Array.from({ length: 200 }, createUserId);
  for (let i = 0; i < 17_000; i += 1) gateway.sockets.set(`s${i}`, userIds[i % userIds.length] as string);
  for (const part of gateway.list()) await registry.listSessions(part);
  await registry.closeEpoch(gateway.epoch);
  let stepCount = 1;
  while (stepCount < 100 && (await registry.clearEndedEpochs())) stepCount += 1;
  t.ok(stepCount < 40, `${stepCount} steps`);
  t.match(await registry.counts(), { users: 0, epochs: [] });
});
