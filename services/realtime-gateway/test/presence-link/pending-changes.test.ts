import t from 'tap';
import { PendingPresenceChanges } from '../../src/presence-link/pending-changes.ts';

t.test(
  'changes are pending until presence accepts them, and changes made while a heartbeat is sent stay pending',
  async (t) => {
    const pendingChanges = new PendingPresenceChanges();
    pendingChanges.changeSession({ socketId: 'a', userId: 'u' }, true);
    pendingChanges.changeRoom('r', true);
    const firstSnapshot = pendingChanges.snapshot();
    t.match(firstSnapshot.changes, {
      opened: [{ socketId: 'a' }],
      closed: [],
      roomsOpened: ['r'],
      roomsClosed: [],
    });
    pendingChanges.changeSession({ socketId: 'a', userId: 'u' }, false);
    pendingChanges.changeRoom('r', false);
    const secondSnapshot = pendingChanges.snapshot();
    t.match(secondSnapshot.changes, {
      opened: [{ socketId: 'a' }],
      closed: [{ socketId: 'a' }],
      roomsClosed: ['r'],
    });
    firstSnapshot.accepted();
    t.equal(pendingChanges.size, 2, 'the first snapshot did not include the close');
    secondSnapshot.accepted();
    t.equal(pendingChanges.size, 0);
    t.equal(pendingChanges.sessions.size, 0);
    t.equal(pendingChanges.rooms.size, 0);
  },
);

t.test('clearing the pending changes keeps the list of sockets and rooms', async (t) => {
  const pendingChanges = new PendingPresenceChanges();
  pendingChanges.changeSession({ socketId: 'a', userId: 'u' }, true);
  pendingChanges.changeRoom('r', true);
  pendingChanges.clear();
  t.equal(pendingChanges.size, 0);
  t.same([...pendingChanges.sessions.keys(), ...pendingChanges.rooms], ['a', 'r']);
});
