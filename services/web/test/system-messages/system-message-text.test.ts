import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { systemMessageText } from '../../src/system-messages/system-message-text.ts';
import { membersChanged } from '../support/members-changed.ts';

const text = (event: RoomEvent) => systemMessageText(event, 'me', (id) => id.toUpperCase());

t.test('a membership change becomes a sentence that calls the current user "you"', async (t) => {
  const added = ['b', 'c', 'me'].map((userId) => ({ userId, name: userId.toUpperCase() }));
  t.equal(text(membersChanged('a', { added })), 'A added B, C and you');
  t.equal(text(membersChanged('me', { removed: ['b'] })), 'You removed B');
  t.equal(text(membersChanged('a', { removed: ['me'] })), 'A removed you');
});

t.test('leaving a room and changing a role each become a sentence', async (t) => {
  const changed = [{ userId: 'me', role: 'owner' }];
  t.equal(text(membersChanged('a', { removed: ['a'], changed })), 'A left. You are now an owner');
  t.equal(text(membersChanged('a', { changed: [{ userId: 'b', role: 'admin' }] })), 'B is now an admin');
});

t.test('a new room name becomes a sentence, and events about messages do not', async (t) => {
  t.equal(
    text({ kind: 'room-updated', data: { name: 'New' } } as RoomEvent),
    'The group is now called “New”',
  );
  t.equal(text({ kind: 'message-created' } as RoomEvent), null);
});
