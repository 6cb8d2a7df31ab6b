import t from 'tap';
import { presenceListed, presenceTold } from '../src/state/presence.ts';

t.test('an older update that comes late is dropped', async (t) => {
  const now = presenceTold({}, 'a', { status: 'busy', lastSeen: null, at: '2026-01-01T00:00:02.000Z' });
  const late = presenceTold(now, 'a', { status: 'offline', lastSeen: null, at: '2026-01-01T00:00:01.000Z' });
  t.equal(late, now);
});

t.test('members who are not in a complete list of those online are offline', async (t) => {
  const before = presenceTold({}, 'b', { status: 'online', lastSeen: null, at: '2026-01-01T00:00:00.000Z' });
  const after = presenceListed(before, [{ userId: 'a', status: 'away' }], ['a', 'b']);
  t.match(after, { a: { status: 'away' }, b: { status: 'offline' } });
});
