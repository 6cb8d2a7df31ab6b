import type { ChatClient } from '@kcs/chat-client';
import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { createRoomLines } from '../src/system-messages/system-message-log.ts';
import { lineText } from '../src/system-messages/system-message-text.ts';
import { withLines } from '../src/timeline/timeline-entries.ts';
import type { MessageRow } from '../src/timeline/timeline-rows.ts';

const change = (by: string, more: object): RoomEvent =>
  ({
    room_id: 'r',
    seq: 7,
    kind: 'members-changed',
    data: { by: { userId: by, name: by.toUpperCase() }, added: [], removed: [], changed: [], ...more },
  }) as unknown as RoomEvent;
const text = (event: RoomEvent) => lineText(event, 'me', (id) => id.toUpperCase());

t.test('changes of a room are told in words, oneself as you', async (t) => {
  const added = ['b', 'c', 'me'].map((userId) => ({ userId, name: userId.toUpperCase() }));
  t.equal(text(change('a', { added })), 'A added B, C and you');
  t.equal(text(change('me', { removed: ['b'] })), 'You removed B');
  const changed = [{ userId: 'me', role: 'owner' }];
  t.equal(text(change('a', { removed: ['a'], changed })), 'A left. You are now an owner');
  t.equal(
    text({ kind: 'room-updated', data: { name: 'New' } } as RoomEvent),
    'The group is now called “New”',
  );
  t.equal(text({ kind: 'message-created' } as RoomEvent), null);
});

t.test('lines stand among the messages by number, and none above what is loaded', async (t) => {
  const rows = [3, 5, 8].map((seq) => ({ message: { seq } }) as MessageRow);
  const lines = [2, 4, 6, 7, 9].map((seq) => ({ seq, text: '' }));
  const order = (hasOlder: boolean) =>
    withLines(rows, lines, hasOlder).map((one) => ('line' in one ? `-${one.line.seq}` : one.row.message.seq));
  t.same(order(true), [3, '-4', 5, '-6', '-7', 8, '-9']);
  t.same(order(false), ['-2', 3, '-4', 5, '-6', '-7', 8, '-9']);
  t.same(withLines([], lines, true), []);
});

t.test('who was removed is called by the name of before', async (t) => {
  const listeners = new Map<string, (value: unknown) => void>();
  const withMembers = (...ids: string[]) => ({
    me: { id: 'me' },
    rosters: { r: { members: ids.map((user_id) => ({ user_id, name: `Name of ${user_id}` })) } },
  });
  let state = withMembers('me', 'b');
  const chat = {
    getState: () => state,
    subscribe: (listener: () => void) => listeners.set('state', listener),
    on: (name: string, listener: (value: unknown) => void) => listeners.set(name, listener),
  };
  const lines = createRoomLines(chat as unknown as ChatClient);
  state = withMembers('me');
  listeners.get('state')?.(undefined);
  listeners.get('room-event')?.(change('a', { removed: ['b'] }));
  t.same(lines.of('r'), [{ seq: 7, text: 'A removed Name of b' }]);
  listeners.get('room-ended')?.({ room: { id: 'r' } });
  t.same(lines.of('r'), []);
});
