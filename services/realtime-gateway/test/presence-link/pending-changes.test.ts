import t from 'tap';
import { PendingChanges } from '../../src/presence-link/pending-changes.ts';

t.test(
  'changes are pending until presence accepts them, and changes made while a heartbeat is sent stay pending',
  async (t) => {
    const pending = new PendingChanges();
    pending.changeSession({ socketId: 'a', userId: 'u' }, true);
    pending.changeRoom('r', true);
    const first = pending.snapshot();
    t.match(first.changes, { opened: [{ socketId: 'a' }], closed: [], roomsOpened: ['r'], roomsClosed: [] });
    pending.changeSession({ socketId: 'a', userId: 'u' }, false);
    pending.changeRoom('r', false);
    const second = pending.snapshot();
    t.match(second.changes, { opened: [{ socketId: 'a' }], closed: [{ socketId: 'a' }], roomsClosed: ['r'] });
    first.accepted();
    t.equal(pending.size, 2, 'the first snapshot did not include the close');
    second.accepted();
    t.equal(pending.size, 0);
    t.equal(pending.sessions.size, 0);
    t.equal(pending.rooms.size, 0);
  },
);

t.test('clearing the pending changes keeps the list of sockets and rooms', async (t) => {
  const pending = new PendingChanges();
  pending.changeSession({ socketId: 'a', userId: 'u' }, true);
  pending.changeRoom('r', true);
  pending.clear();
  t.equal(pending.size, 0);
  t.same([...pending.sessions.keys(), ...pending.rooms], ['a', 'r']);
});
