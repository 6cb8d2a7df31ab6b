import t from 'tap';
import { GatewayStub } from '../support/gateway-stub.ts';
import { epochOf, roomId, userId } from '../support/ids.ts';
import { registryOf } from '../support/registry-of.ts';
import { startRedis } from '../support/start-redis.ts';

t.test('an epoch nobody listed is asked to list, and then its beats are accepted', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  t.same(await registry.beat(gateway.change({ opened: { s1: ada } })), {
    status: 'resync',
    evict: [],
    changed: false,
  });
  t.same(await registry.statusesOf([ada]), [null], 'a beat that is not accepted changes nothing');
  for (const part of gateway.list()) {
    t.same(await registry.listSessions(part), { status: 'accepted', changed: true });
  }
  t.same(await registry.statusesOf([ada]), ['online']);
  t.same(await registry.beat(gateway.change()), { status: 'accepted', evict: [], changed: false });
});

t.test('a lost diff is noticed by its revision, and by totals that do not add up', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const [ada, bob] = [userId(), userId()];
  await registry.listSessions(gateway.whole());
  gateway.change({ opened: { lost: ada } });
  t.equal(
    (await registry.beat(gateway.change({ opened: { s2: bob } }))).status,
    'resync',
    'a revision is missing',
  );
  t.equal((await registry.listSessions(gateway.whole())).status, 'accepted');
  t.same(await registry.statusesOf([ada, bob]), ['online', 'online']);

  gateway.sockets.set('never-told', ada);
  t.equal((await registry.beat(gateway.change())).status, 'resync', 'a socket is missing');
  await registry.listSessions(gateway.whole());
  gateway.rooms.add(roomId());
  t.equal((await registry.beat(gateway.change())).status, 'resync', 'a room is missing');
});

t.test('a diff that comes again, perhaps grown, counts once', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const [ada, bob, room] = [userId(), userId(), roomId()];
  await registry.listSessions(gateway.whole());
  const beat = gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await registry.beat(beat);
  t.equal((await registry.beat(beat)).status, 'accepted');
  gateway.sockets.set('s2', bob);
  const grown = {
    ...beat,
    opened: [...beat.opened, { socketId: 's2', userId: bob }],
    totals: gateway.totals(),
  };
  t.equal((await registry.beat(grown)).status, 'accepted');
  const counts = await registry.counts();
  t.match(counts, { users: 2, rooms: 1, epochs: [{ sessions: 2 }] });
});

t.test('a list in parts replaces everything at once, and only with its last part', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const [gone, ...people] = Array.from({ length: 6 }, userId) as [string, ...string[]];
  const [left, entered] = [roomId(), roomId()];
  gateway.change({ opened: { old: gone }, roomsOpened: [left] });
  await registry.listSessions(gateway.whole());

  gateway.sockets.clear();
  for (const [i, person] of people.entries()) gateway.sockets.set(`n${i}`, person);
  gateway.rooms.clear();
  gateway.rooms.add(entered);
  const [first, second, third] = gateway.list(2) as [never, never, never];
  t.equal((await registry.listSessions(first)).status, 'accepted');
  t.equal((await registry.listSessions(third)).status, 'out-of-order', 'a part is missing');
  t.equal((await registry.listSessions(second)).status, 'accepted');
  t.equal((await registry.listSessions(second)).status, 'accepted', 'a part may come again');
  t.same(
    await registry.statusesOf(people),
    [null, null, null, null, null],
    'nothing holds before the last part',
  );
  t.equal((await registry.listSessions(third)).status, 'accepted');
  t.equal((await registry.listSessions(third)).status, 'accepted', 'the last part may come again');
  t.same(
    await registry.statusesOf(people),
    people.map(() => 'online'),
  );
  t.match(await registry.counts(), { users: 5, rooms: 1, epochs: [{ sessions: 5 }] });
});

t.test('people and rooms on several gateways count once; the last socket counts', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const [g1, g2] = [new GatewayStub('g1'), new GatewayStub('g2')];
  const [ada, bob, room] = [userId(), userId(), roomId()];
  g1.change({ opened: { a: ada, b: ada }, roomsOpened: [room] });
  g2.change({ opened: { c: ada, d: bob }, roomsOpened: [room] });
  await registry.listSessions(g1.whole());
  await registry.listSessions(g2.whole());
  t.match(await registry.counts(), { users: 2, rooms: 1, epochs: [{ sessions: 2 }, { sessions: 2 }] });
  await registry.beat(g1.change({ closed: ['a', 'b'], roomsClosed: [room] }));
  t.match(await registry.counts(), { users: 2, rooms: 1 });
  await registry.beat(g2.change({ closed: ['c'] }));
  t.match(await registry.counts(), { users: 1, rooms: 1 });
  await registry.beat(g2.change({ closed: ['d'], roomsClosed: [room] }));
  t.match(await registry.counts(), { users: 0, rooms: 0 });
  t.same(await registry.statusesOf([ada, bob]), ['online', 'online'], 'all within their grace');
});

t.test("the oldest sockets beyond a person's limit give way, each told to its own gateway", async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { socketsPerUser: 3 });
  const [g1, g2] = [new GatewayStub('g1'), new GatewayStub('g2')];
  const ada = userId();
  await registry.listSessions(g1.whole());
  await registry.listSessions(g2.whole());
  await registry.beat(g1.change({ opened: { s1: ada } }));
  t.same((await registry.beat(g1.change({ opened: { s2: ada, s3: ada } }))).evict, []);
  t.same((await registry.beat(g2.change({ opened: { s4: ada } }))).evict, [], 'not a socket of this gateway');
  t.same((await registry.beat(g1.change())).evict, ['s1']);
  t.same(
    (await registry.beat(g1.change())).evict,
    ['s1'],
    'named until it is closed: the answer may be lost',
  );
  t.same((await registry.beat(g1.change({ closed: ['s1'] }))).evict, []);
  t.same((await registry.beat(g1.change({ opened: { s5: ada } }))).evict, ['s2']);
  t.same(
    (await registry.beat(g1.change({ closed: ['s2'], opened: { s6: ada } }))).evict,
    ['s3'],
    'one closed with one opened is no more',
  );
});

t.test('a closed epoch stays closed, and gives back its people after the usual grace', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { graceMs: 0 });
  const gateway = new GatewayStub('g1');
  const [ada, room] = [userId(), roomId()];
  gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await registry.listSessions(gateway.whole());
  await registry.closeEpoch(gateway.epoch);
  while (await registry.clearEnded());
  t.match(await registry.counts(), { users: 0, rooms: 0, epochs: [] });
  t.equal((await registry.beat(gateway.change())).status, 'closed');
  t.equal((await registry.listSessions(gateway.whole())).status, 'closed');
  gateway.epoch = epochOf('g1');
  t.equal((await registry.listSessions(gateway.whole())).status, 'accepted', 'a new epoch is welcome');
  t.match(await registry.counts(), { users: 1, rooms: 1, epochs: [{ sessions: 1 }] });
});

t.test('a status set just before the first socket is known holds; the last write wins', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  await registry.setStatus(ada, 'busy');
  t.same(await registry.statusesOf([ada]), [null], 'nobody comes online by a status');
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  t.same(await registry.statusesOf([ada]), ['busy']);
  await registry.setStatus(ada, 'away');
  t.same(await registry.statusesOf([ada]), ['away']);
});

t.test('leftovers: after everything is closed only the memory of people remains', async (t) => {
  const { registry, client } = await registryOf(t, (await startRedis(t)).url, { graceMs: 0 });
  const gateway = new GatewayStub('g1');
  const people = Array.from({ length: 2500 }, userId);
  for (const [i, person] of people.entries()) gateway.sockets.set(`s${i}`, person);
  for (let i = 0; i < 1500; i += 1) gateway.rooms.add(roomId());
  for (const part of gateway.list(1000)) await registry.listSessions(part);
  await registry.closeEpoch(gateway.epoch);
  while (await registry.clearEnded());
  const { pulse, redisMs } = await registry.pulse();
  while ((await registry.endGraces({ pulse, redisMs })).users > 0);
  while ((await registry.takeChanges('c', '')).more);
  t.same(
    (await client.keys('*')).map((key) => key.replace(/^kcs:presence:\{p\}:|[0-9a-z]{26}$/g, '')).sort(),
    ['closed:g1:', 'last-seen', 'pulse'],
  );
});

t.test('a large gateway is cleared in steps that each get on', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const people = Array.from({ length: 200 }, userId);
  for (let i = 0; i < 17_000; i += 1) gateway.sockets.set(`s${i}`, people[i % people.length] as string);
  for (const part of gateway.list()) await registry.listSessions(part);
  await registry.closeEpoch(gateway.epoch);
  let steps = 1;
  while (steps < 100 && (await registry.clearEnded())) steps += 1;
  t.ok(steps < 40, `${steps} steps`);
  t.match(await registry.counts(), { users: 0, epochs: [] });
});
