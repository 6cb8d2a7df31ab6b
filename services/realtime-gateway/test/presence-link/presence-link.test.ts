import { ChatError } from '@kcs/contracts';
import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { PresenceLink } from '../../src/presence-link/presence-link.ts';
import { connect } from '../support/plain-client.ts';
import { until } from '../support/until.ts';
import { startWorld } from '../support/world.ts';

t.test('what presence is told', async (t) => {
  const { api, gateways } = await startWorld(t, { GATEWAY_BEAT_MS: '200', GATEWAY_LEASE_MS: '1000' });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  await until('both have listed themselves', () => api.lists.length >= 2);

  t.test('who comes and goes is told in a diff, with totals that fit', async (t) => {
    const client = await connect(t, gateways[0].url, ada);
    await client.join([roomId]);
    await until('opened', () => api.beats.some(({ opened }) => opened[0]?.userId === ada.id));
    const opened = api.beats.find((beat) => beat.opened[0]?.userId === ada.id);
    t.match(opened, { totals: { connections: 1, users: 1, draining: false } });
    await until('the room', () => api.beats.some(({ roomsOpened }) => roomsOpened.includes(roomId)));
    t.match(
      api.beats.find((beat) => beat.roomsOpened.includes(roomId)),
      { totals: { rooms: 1 } },
    );
    client.socket.disconnect();
    await until('closed', () =>
      api.beats.some(({ closed }) => closed[0]?.socketId === opened?.opened[0]?.socketId),
    );
    const closed = api.beats.find((beat) => beat.closed.length > 0);
    t.match(closed, { totals: { connections: 0 } });
    t.ok((closed?.revision ?? 0) > (opened?.revision ?? 0));
  });

  t.test('a lost diff: the whole list follows, under the same epoch', async (t) => {
    const client = await connect(t, gateways[0].url, ada);
    await until('it is told', () => api.beats.some(({ totals }) => totals.connections === 1));
    api.lists.length = 0;
    api.hooks.beat = () => {
      delete api.hooks.beat;
      return 'resync';
    };
    await until('a list', () => api.lists.length === 1);
    t.match(api.lists[0], { part: 0, last: true });
    await until('beats go on', () => api.beats.at(-1)?.revision === api.lists[0]?.revision);
    client.socket.disconnect();
  });

  t.test('a closed epoch: a new one begins with the list', async (t) => {
    api.lists.length = 0;
    let closed: string | undefined;
    api.hooks.beat = () => {
      delete api.hooks.beat;
      closed = api.beats.at(-1)?.epoch;
      return 'closed';
    };
    await until('a list', () => api.lists.length === 1);
    t.not(api.lists[0]?.epoch, closed);
    t.equal(api.lists[0]?.epoch.split(':')[0], closed?.split(':')[0]);
  });

  t.test('a presence that was away gets what it missed', async (t) => {
    await api.silence();
    const { url } = gateways[0];
    api.beats.length = 0;
    api.answer();
    const client = await connect(t, url, ada);
    await until('opened', () => api.beats.some(({ opened }) => opened[0]?.userId === ada.id));
    client.socket.disconnect();
  });
});

t.test('a presence that is away is tried at regular beats alone, however many come meanwhile', async (t) => {
  const BEAT_MS = 600;
  const tries: number[] = [];
  const listed: string[][] = [];
  const told: string[][] = [];
  let lists = 0;
  const idsOf = (sessions: readonly { socketId: string }[]) => sessions.map(({ socketId }) => socketId);
  const open = (socketId: string) => link.opened({ socketId, userId: 'user' });
  const link: PresenceLink = new PresenceLink({
    gatewayId: 'gateway',
    beatMs: BEAT_MS,
    logger: createLogger({ service: 'test', instanceId: 'test', level: 'silent' }),
    stats: () => ({ users: 1, draining: false }),
    beat: async ({ opened }) => {
      told.push(idsOf(opened));
      return { status: 'accepted', evict: [] };
    },
    listSessions: async ({ sessions }) => {
      const made = tries.push(performance.now());
      open(`during try ${made}`);
      if (made <= 3) throw new ChatError('UNAVAILABLE');
      listed.push(idsOf(sessions));
      return { status: 'accepted' };
    },
    closeEpoch: async () => ({}),
    onEvict: () => {},
    onListed: () => {
      lists += 1;
    },
  });
  link.start();
  t.teardown(() => link.stop());
  await until('who came during the list', () => told.flat().includes('during try 4'));
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  t.ok(Math.min(...pauses) > BEAT_MS / 4, `${pauses}`);
  t.equal(lists, 1, 'what failed does not count');
  t.same(listed, [['during try 1', 'during try 2', 'during try 3']]);
  t.same(told.flat(), ['during try 4'], 'who is in the list is not told of again');
  for (let at = 0; at <= 5_000; at += 1) open(`one of many ${at}`);
  await until('the list of more than a beat carries', () => lists === 2);
  t.same(
    listed.slice(1).map(({ length }) => length),
    [5_000, 5],
  );
});
