import t from 'tap';
import { applyOnlineUserList, updatePresence } from '../../src/state/presence.ts';

const formatIsoTime = (second: number) => new Date(second * 1000).toISOString();

t.test('an older presence update that arrives late is dropped', async (t) => {
  const latestPresence = updatePresence({}, 'a', { status: 'busy', lastSeen: null, at: formatIsoTime(2) });
  t.match(latestPresence, { a: { status: 'busy' } });
  t.equal(
    updatePresence(latestPresence, 'a', { status: 'offline', lastSeen: null, at: formatIsoTime(1) }),
    latestPresence,
  );
});

t.test('members who are missing from a complete online list are offline', async (t) => {
  const presenceBefore = updatePresence({}, 'b', { status: 'online', lastSeen: null, at: formatIsoTime(0) });
  const presenceAfter = applyOnlineUserList(presenceBefore, [{ userId: 'a', status: 'away' }], ['a', 'b']);
  t.match(presenceAfter, { a: { status: 'away' }, b: { status: 'offline' } });
});
