import t from 'tap';
import { applyOnlineList, updatePresence } from '../../src/state/presence.ts';

const at = (second: number) => new Date(second * 1000).toISOString();

t.test('an older presence update that arrives late is dropped', async (t) => {
  const now = updatePresence({}, 'a', { status: 'busy', lastSeen: null, at: at(2) });
  t.match(now, { a: { status: 'busy' } });
  t.equal(updatePresence(now, 'a', { status: 'offline', lastSeen: null, at: at(1) }), now);
});

t.test('members who are missing from a complete online list are offline', async (t) => {
  const before = updatePresence({}, 'b', { status: 'online', lastSeen: null, at: at(0) });
  const after = applyOnlineList(before, [{ userId: 'a', status: 'away' }], ['a', 'b']);
  t.match(after, { a: { status: 'away' }, b: { status: 'offline' } });
});
