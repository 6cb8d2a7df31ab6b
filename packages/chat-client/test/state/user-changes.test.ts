import t from 'tap';
import { createInitialState } from '../../src/state/chat-state.ts';
import { reduceState } from '../../src/state/reduce.ts';
import { getRoomTitle } from '../../src/state/room-title.ts';
import { buildMember, buildRoom, MY_USER_ID, ROOM_ID } from '../support/samples.ts';

const ownProfile = { id: MY_USER_ID, name: 'Tom Old', email: null, user_type: 'Teacher' as const };
const peerSue = { user_id: 'user_sue', name: 'Sue Stu', active: true, user_type: 'Student' as const };

/** The state of a user with one direct room, whose members are loaded. */
function createStateWithDirectRoom(name = 'Tom Old & Sue Stu') {
  const room = buildRoom({ room_type: 'direct', name, peer: peerSue });
  const stateWithRoom = reduceState(createInitialState(ownProfile), { type: 'rooms-loaded', rooms: [room] });
  const stateWithRoster = reduceState(stateWithRoom, { type: 'roster-opened', roomId: ROOM_ID });
  const members = [
    buildMember(MY_USER_ID, { name: ownProfile.name }),
    buildMember(peerSue.user_id, { name: peerSue.name }),
  ];
  const rosterVersion = stateWithRoster.rosters[ROOM_ID]?.version ?? 0;
  const memberList = { members, complete: true, requestedAtSeq: 10, version: rosterVersion };
  return reduceState(stateWithRoster, { type: 'members-loaded', roomId: ROOM_ID, list: memberList });
}

const createUserChangedAction = (userId: string, name: string, active = true) => ({
  type: 'user-changed' as const,
  change: { userId, name, userType: 'Parent' as const, active, timestamp: '2026-01-02T00:00:00.000Z' },
});

t.test(
  "when the other person is renamed, the direct room's title and the member list show the new name",
  async (t) => {
    const state = reduceState(
      createStateWithDirectRoom(),
      createUserChangedAction(peerSue.user_id, 'Sue New'),
    );
    const summary = state.rooms[ROOM_ID]?.summary;
    t.match(summary, { name: 'Tom Old & Sue New', peer: { name: 'Sue New', user_type: 'Parent' } });
    t.equal(summary && getRoomTitle(summary), 'Sue New');
    t.match(state.rosters[ROOM_ID]?.members[1], { name: 'Sue New', user_type: 'Parent' });
  },
);

t.test(
  'when the user is renamed, their profile changes, but the title of a direct room does not',
  async (t) => {
    const state = reduceState(
      createStateWithDirectRoom('Sue Stu & Tom Old'),
      createUserChangedAction(MY_USER_ID, 'Tom New'),
    );
    t.match(state.me, { name: 'Tom New', user_type: 'Parent' });
    const summary = state.rooms[ROOM_ID]?.summary;
    t.equal(summary?.name, 'Sue Stu & Tom New');
    t.equal(summary && getRoomTitle(summary), 'Sue Stu');
  },
);

t.test('a deactivated person is shown as inactive in the direct room and in the member list', async (t) => {
  const state = reduceState(
    createStateWithDirectRoom(),
    createUserChangedAction(peerSue.user_id, 'Sue Stu', false),
  );
  t.equal(state.rooms[ROOM_ID]?.summary.peer?.active, false);
  t.equal(state.rosters[ROOM_ID]?.members[1]?.active, false);
});

t.test(
  'a change to a user who shares no room with this user leaves every room and roster unchanged',
  async (t) => {
    const stateBefore = createStateWithDirectRoom();
    const stateAfter = reduceState(stateBefore, createUserChangedAction('user_zoe', 'Zoe'));
    t.equal(stateAfter.rooms, stateBefore.rooms);
    t.equal(stateAfter.rosters, stateBefore.rosters);
  },
);

t.test('a newly loaded profile of the user replaces the profile from the login', async (t) => {
  const state = reduceState(createStateWithDirectRoom(), {
    type: 'me-loaded',
    me: { ...ownProfile, name: 'Tom New' },
  });
  t.match(state.me, { name: 'Tom New', email: null });
  t.equal(state.rooms[ROOM_ID]?.summary.name, 'Tom New & Sue Stu');
});

t.test('a settings change that arrives late does not undo a newer change', async (t) => {
  const createSettingsAction = (muted: boolean, timestamp: string) => ({
    type: 'settings-changed' as const,
    settings: { roomId: ROOM_ID, muted, notificationLevel: 'all' as const, hidden: false, timestamp },
  });
  const mutedState = reduceState(
    createStateWithDirectRoom(),
    createSettingsAction(true, '2026-01-02T00:00:00.002Z'),
  );
  const stateAfterLateChange = reduceState(
    mutedState,
    createSettingsAction(false, '2026-01-02T00:00:00.001Z'),
  );
  t.equal(stateAfterLateChange.rooms[ROOM_ID]?.summary.muted, true);
  t.equal(
    reduceState(stateAfterLateChange, createSettingsAction(false, '2026-01-02T00:00:00.003Z')).rooms[ROOM_ID]
      ?.summary.muted,
    false,
  );
});
