import type { RoomChange } from '@kcs/contracts';
import t from 'tap';
import { describeRoomChange } from '../../src/system-messages/system-message-text.ts';

const createPersonInChange = (id: string) => ({ user_id: id, name: id.toUpperCase() });
const EMPTY_CHANGE: RoomChange = {
  seq: 2,
  kind: 'members-changed',
  by: null,
  name: null,
  added: [],
  added_count: 0,
  removed: [],
  removed_count: 0,
  changed: [],
  created_at: '2026-01-01T08:00:00.000Z',
};
const describeChangeForMe = (change: Partial<RoomChange>) =>
  describeRoomChange({ ...EMPTY_CHANGE, ...change }, 'me');
const createMemberAddition = (...ids: string[]) => ({
  added: ids.map((id) => ({ ...createPersonInChange(id), role: 'member' as const })),
  added_count: ids.length,
});
const createMemberRemoval = (...ids: string[]) => ({
  removed: ids.map(createPersonInChange),
  removed_count: ids.length,
});

t.test('a membership change becomes a sentence that calls the current user "you"', async (t) => {
  t.equal(
    describeChangeForMe({ by: createPersonInChange('a'), ...createMemberAddition('b', 'c', 'me') }),
    'A added B, C and you',
  );
  t.equal(
    describeChangeForMe({ by: createPersonInChange('me'), ...createMemberRemoval('b') }),
    'You removed B',
  );
  t.equal(
    describeChangeForMe({ by: createPersonInChange('a'), ...createMemberRemoval('me') }),
    'A removed you',
  );
});

t.test('leaving a room and changing a role each become a sentence', async (t) => {
  const roleChanges = [{ ...createPersonInChange('me'), role: 'owner' as const }];
  t.equal(
    describeChangeForMe({ by: createPersonInChange('a'), ...createMemberRemoval('a'), changed: roleChanges }),
    'A left. You are now an owner',
  );
  t.equal(
    describeChangeForMe({
      by: createPersonInChange('a'),
      changed: [{ ...createPersonInChange('b'), role: 'admin' }],
    }),
    'B is now an admin',
  );
});

t.test(
  'a system message counts the people whom it does not list, and calls a person without a name "someone"',
  async (t) => {
    t.equal(
      describeChangeForMe({
        by: createPersonInChange('a'),
        ...createMemberAddition('b', 'c'),
        added_count: 300,
      }),
      'A added B, C and 298 others',
    );
    t.equal(
      describeChangeForMe({ by: createPersonInChange('a'), ...createMemberAddition('b'), added_count: 2 }),
      'A added B and 1 other',
    );
    const unnamedRemoval = { removed: [{ user_id: 'x', name: null }], removed_count: 1 };
    t.equal(describeChangeForMe({ by: createPersonInChange('a'), ...unnamedRemoval }), 'A removed someone');
  },
);

t.test('a room rename becomes a sentence with the new name', async (t) => {
  t.equal(describeChangeForMe({ kind: 'room-updated', name: 'New' }), 'The group is now called “New”');
});

t.test('a changed post policy becomes a sentence that says who can post', async (t) => {
  const describePostPolicyChange = (policy: 'all' | 'managers') =>
    describeChangeForMe({ kind: 'room-updated', post_policy: policy });
  t.equal(describePostPolicyChange('managers'), 'Only owners and admins can post now');
  t.equal(describePostPolicyChange('all'), 'Everyone can post now');
});
