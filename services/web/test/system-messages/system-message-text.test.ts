import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { systemMessageText } from '../../src/system-messages/system-message-text.ts';
import { membersChanged } from '../support/members-changed.ts';

const textOf = (event: RoomEvent) => systemMessageText(event, 'me', (id) => id.toUpperCase());

t.test('a membership change becomes a sentence that calls the current user "you"', async (t) => {
  const added = ['b', 'c', 'me'].map((userId) => ({ userId, name: userId.toUpperCase() }));
  t.equal(textOf(membersChanged('a', { added })), 'A added B, C and you');
  t.equal(textOf(membersChanged('me', { removed: ['b'] })), 'You removed B');
  t.equal(textOf(membersChanged('a', { removed: ['me'] })), 'A removed you');
});

t.test('leaving a room and changing a role each become a sentence', async (t) => {
  const changed = [{ userId: 'me', role: 'owner' }];
  t.equal(textOf(membersChanged('a', { removed: ['a'], changed })), 'A left. You are now an owner');
  t.equal(textOf(membersChanged('a', { changed: [{ userId: 'b', role: 'admin' }] })), 'B is now an admin');
});

t.test('a new room name becomes a sentence, and events about messages do not', async (t) => {
  t.equal(
    textOf({ kind: 'room-updated', data: { name: 'New' } } as RoomEvent),
    'The group is now called “New”',
  );
  t.equal(textOf({ kind: 'message-created' } as RoomEvent), null);
});
