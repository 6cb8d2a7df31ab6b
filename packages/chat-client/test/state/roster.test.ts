import t from 'tap';
import {
  applyEventToRoster,
  createRoster,
  isRosterStale,
  moveMemberCursor,
  resetRoster,
  storeMemberList,
} from '../../src/state/roster.ts';
import { memberOf, membersChanged, messageCreated } from '../support/samples.ts';

const listOf = (ids: string[], requestedAtSeq: number, version = 1) => ({
  members: ids.map((id) => memberOf(id, { last_seen_seq: 2 })),
  complete: true,
  requestedAtSeq,
  version,
});

t.test('a receipt that arrives before the member list is kept, and cursors only move forward', async (t) => {
  const roster = storeMemberList(moveMemberCursor(createRoster(1), 'c', 5), listOf(['b', 'c'], 5));
  t.strictSame(roster.cursors, { b: 2, c: 5 });
  t.equal(moveMemberCursor(roster, 'c', 4), roster);
});

t.test('a member list that was requested for an earlier version of the roster is dropped', async (t) => {
  const roster = createRoster(2);
  t.equal(storeMemberList(roster, listOf(['a'], 5, 1)), roster);
});

t.test(
  'an event that changes the members makes the member list stale until a newer list is loaded',
  async (t) => {
    const loaded = storeMemberList(createRoster(1), listOf(['a', 'b', 'c'], 5));
    t.notOk(isRosterStale(loaded));
    const changed = applyEventToRoster(
      loaded,
      membersChanged(6, { added: ['d'], removed: ['a'], admins: ['b'] }),
    );
    t.same(
      changed.members.map(({ user_id, role }) => [user_id, role]),
      [
        ['b', 'admin'],
        ['c', 'member'],
      ],
    );
    t.ok(isRosterStale(changed), 'an event does not have everything about an added member');
    t.ok(isRosterStale(storeMemberList(changed, listOf(['b', 'c'], 5))), 'requested before the change');
    t.notOk(isRosterStale(storeMemberList(changed, listOf(['b', 'c', 'd'], 6))));
  },
);

t.test("UNREAD-2: sending a message moves the sender's read cursor", async (t) => {
  t.strictSame(applyEventToRoster(createRoster(1), messageCreated(7, { sender_id: 'b' })).cursors, { b: 7 });
});

t.test(
  'after a reset, no cursor is above the head, and only a member list for the new version is used',
  async (t) => {
    const loaded = storeMemberList(moveMemberCursor(createRoster(1), 'b', 9), listOf(['b'], 9));
    const reset = resetRoster(loaded, 4, 2);
    t.strictSame(reset.cursors, { b: 4 });
    t.ok(isRosterStale(reset));
    t.ok(isRosterStale(storeMemberList(reset, listOf(['b'], 9, 1))));
    t.notOk(isRosterStale(storeMemberList(reset, listOf(['b'], 4, 2))));
  },
);
