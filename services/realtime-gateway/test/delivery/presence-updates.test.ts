import { eventually } from '@kcs/testkit';
import t from 'tap';
import { PresenceUpdates } from '../../src/delivery/presence-updates.ts';
import { MembershipCache } from '../../src/membership/membership-cache.ts';
import { CONGESTED_SOCKETS_ROOM_NAME } from '../../src/sockets/room-names.ts';
import type { LocalUser } from '../../src/sockets/socket-state.ts';

/** The members of each room. The id of a user's only socket is the user's id. */
const MEMBERS = { physics: ['ada', 'bob', 'cyd'], history: ['ada', 'bob'] } as const;
const TIME = '2026-01-01T00:00:00.000Z';

/** Starts presence updates. Records for each write who received it, and the users whose updates it contains. */
function startUpdates(congested: readonly string[] = []) {
  const writes: { recipient: string; users: string[] }[] = [];
  const failures: unknown[] = [];
  const pauseEnds: (() => void)[] = [];
  const createSocket = (recipient: string) => ({
    id: recipient,
    conn: {
      readyState: 'open',
      writeBuffer: [],
      transport: {
        name: 'websocket',
        socket: {
          readyState: 1,
          _socket: {
            writable: true,
            write: (frames: Buffer) => {
              if (recipient === 'broken') throw new Error('cannot write');
              const users = [...frames.toString().matchAll(/"userId":"(\w+)"/g)].map(([, userId]) => userId);
              writes.push({ recipient, users: users as string[] });
            },
          },
        },
      },
    },
  });
  const cache = new MembershipCache();
  for (const userId of ['ada', 'bob', 'cyd']) {
    const rooms = Object.entries(MEMBERS).filter(([, members]) =>
      (members as readonly string[]).includes(userId),
    );
    cache.beginLoad(userId)(rooms.map(([roomId]) => roomId));
  }
  const updates = new PresenceUpdates({
    cache,
    // Cyd has just disconnected, and Dora is only known by her own socket.
    registry: {
      user: (id) =>
        id === 'cyd' ? undefined : ({ id, sockets: [createSocket(id)] } as unknown as LocalUser),
    },
    adapter: { rooms: new Map([[CONGESTED_SOCKETS_ROOM_NAME, new Set(congested)]]) },
    batchWrites: () => {},
    logger: { error: (fields: unknown) => failures.push(fields) },
    schedule: (run) => pauseEnds.push(run),
  });
  const report = (userId: string, roomIds: readonly string[]) =>
    updates.receive(userId, roomIds, {
      ...{ userId, isOnline: true, status: 'online', lastSeen: TIME, timestamp: TIME },
    });
  return { writes, report, failures, endPause: () => pauseEnds.pop()?.() };
}

t.test('updates that arrive together reach each socket in one write, in order and once each', async (t) => {
  const { writes, report } = startUpdates();
  report('ada', ['physics', 'history']);
  report('dora', ['history']);
  report('bob', ['physics']);
  t.same(writes, [], 'more updates may follow in the same turn');
  await eventually('the writes', () => writes.length > 0);
  t.same(writes, [
    { recipient: 'ada', users: ['ada', 'dora', 'bob'] },
    { recipient: 'bob', users: ['ada', 'dora', 'bob'] },
    { recipient: 'dora', users: ['dora'] },
  ]);
});

t.test('updates that arrive soon after a write wait, and are then written together', async (t) => {
  const { writes, report, endPause } = startUpdates();
  report('ada', []);
  await eventually('the first write', () => writes.length === 1);
  report('bob', ['history']);
  await new Promise((resolve) => setImmediate(resolve));
  report('ada', ['history']);
  t.equal(writes.length, 1);
  endPause();
  t.same(writes.slice(1), [
    { recipient: 'bob', users: ['bob', 'ada'] },
    { recipient: 'ada', users: ['bob', 'ada'] },
  ]);
  endPause();
  report('bob', []);
  await eventually('the write after a quiet time', () => writes.length === 4);
});

t.test('a congested socket gets no updates', async (t) => {
  const { writes, report } = startUpdates(['bob']);
  report('ada', ['history']);
  await eventually('the writes', () => writes.length > 0);
  t.same(writes, [{ recipient: 'ada', users: ['ada'] }]);
});

t.test('a failed write is logged, and does not prevent later updates', async (t) => {
  const { writes, report, failures, endPause } = startUpdates();
  report('broken', []);
  await eventually('the failure', () => failures.length === 1);
  report('ada', []);
  endPause();
  t.same(writes, [{ recipient: 'ada', users: ['ada'] }]);
  t.match(failures, [{ err: { message: 'cannot write' } }]);
});
