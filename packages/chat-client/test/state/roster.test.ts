import t from 'tap';
import {
  applyEventToRoster,
  createRoster,
  isRosterStale,
  moveMemberReadCursor,
  resetRoster,
  storeMemberList,
} from '../../src/state/roster.ts';
import { buildMember, buildMembersChangedEvent, buildMessageCreatedEvent } from '../support/samples.ts';

const createMemberList = (ids: string[], requestedAtSeq: number, version = 1) => ({
  members: ids.map((id) => buildMember(id, { last_seen_seq: 2 })),
  complete: true,
  requestedAtSeq,
  version,
});

t.test('a receipt that arrives before the member list is kept, and cursors only move forward', async (t) => {
  const roster = storeMemberList(
    moveMemberReadCursor(createRoster(1), 'c', 5),
    createMemberList(['b', 'c'], 5),
  );
  t.strictSame(roster.cursors, { b: 2, c: 5 });
  t.equal(moveMemberReadCursor(roster, 'c', 4), roster);
});

t.test('a member list that was requested for an earlier version of the roster is dropped', async (t) => {
  const roster = createRoster(2);
  t.equal(storeMemberList(roster, createMemberList(['a'], 5, 1)), roster);
});

t.test(
  'an event that changes the members makes the member list stale until a newer list is loaded',
  async (t) => {
    const loadedRoster = storeMemberList(createRoster(1), createMemberList(['a', 'b', 'c'], 5));
    t.notOk(isRosterStale(loadedRoster));
    const changedRoster = applyEventToRoster(
      loadedRoster,
      buildMembersChangedEvent(6, { added: ['d'], removed: ['a'], admins: ['b'] }),
    );
    t.same(
      changedRoster.members.map(({ user_id, role }) => [user_id, role]),
      [
        ['b', 'admin'],
        ['c', 'member'],
      ],
    );
    t.ok(isRosterStale(changedRoster), 'an event does not have everything about an added member');
    t.ok(
      isRosterStale(storeMemberList(changedRoster, createMemberList(['b', 'c'], 5))),
      'requested before the change',
    );
    t.notOk(isRosterStale(storeMemberList(changedRoster, createMemberList(['b', 'c', 'd'], 6))));
  },
);

t.test("UNREAD-2: sending a message moves the sender's read cursor", async (t) => {
  t.strictSame(applyEventToRoster(createRoster(1), buildMessageCreatedEvent(7, { sender_id: 'b' })).cursors, {
    b: 7,
  });
});

t.test(
  'after a reset, no cursor is above the head, and only a member list for the new version is used',
  async (t) => {
    const loadedRoster = storeMemberList(
      moveMemberReadCursor(createRoster(1), 'b', 9),
      createMemberList(['b'], 9),
    );
    const rosterAfterReset = resetRoster(loadedRoster, 4, 2);
    t.strictSame(rosterAfterReset.cursors, { b: 4 });
    t.ok(isRosterStale(rosterAfterReset));
    t.ok(isRosterStale(storeMemberList(rosterAfterReset, createMemberList(['b'], 9, 1))));
    t.notOk(isRosterStale(storeMemberList(rosterAfterReset, createMemberList(['b'], 4, 2))));
  },
);
