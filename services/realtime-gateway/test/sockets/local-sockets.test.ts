import t from 'tap';
import { LocalSockets } from '../../src/sockets/local-sockets.ts';

/** Returns local sockets with the given ids and rooms. `writes` records the ids of the sockets that get an event. */
function createLocalSockets(ids: readonly string[], rooms: Readonly<Record<string, readonly string[]>>) {
  const writes: string[] = [];
  const sockets = new Map(
    ids.map((id) => [id, { conn: { readyState: 'polling', transport: {}, write: () => writes.push(id) } }]),
  );
  const socketIdsByRoom = new Map(Object.entries(rooms).map(([name, members]) => [name, new Set(members)]));
  const localSockets = new LocalSockets({
    namespace: { adapter: { rooms: socketIdsByRoom, on: () => {} }, sockets } as never,
    batchWrites: () => {},
    logger: { error: () => {} },
  });
  return { localSockets, writes };
}

t.test('an event reaches sockets by their rooms and by their ids, each socket once', async (t) => {
  const { localSockets, writes } = createLocalSockets(['a', 'b', 'c'], { room: ['a', 'b'] });
  localSockets.emit(['b', 'room', 'c', 'closed'], 'event', {});
  t.same(writes, ['b', 'a', 'c']);
});

t.test('an event does not reach sockets that are excluded by a room or an id', async (t) => {
  const { localSockets, writes } = createLocalSockets(['a', 'b', 'c', 'd'], {
    room: ['a', 'b', 'c'],
    away: ['b'],
  });
  localSockets.emit(['room', 'd'], 'event', {}, ['away', 'd']);
  t.same(writes, ['a', 'c']);
});
