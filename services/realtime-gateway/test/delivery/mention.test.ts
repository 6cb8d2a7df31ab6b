import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { createMentionNotification, findMention } from '../../src/delivery/mention.ts';

const createEvent = (kind: string, message: object, more: object = {}): RoomEvent =>
  ({
    room_id: 'room_1',
    seq: 8,
    kind,
    data: { id: 'msg_1', seq: 5, sender_id: 'bob', sender_name: 'Bob', content: 'hi @Ada', ...message },
    created_at: '2026-01-01T08:00:00.000Z',
    ...more,
  }) as never;

t.test(
  'a new message notifies everyone it mentions, and an edit only the people it mentions in addition',
  async (t) => {
    const message = { mentions: ['ada', 'bob', 'cyd'] };
    t.same(findMention(createEvent('message-created', message))?.userIds, ['ada', 'cyd'], 'not the sender');
    t.equal(findMention(createEvent('message-updated', message)), undefined);
    const edit = createEvent('message-updated', message, { newly_mentioned: ['cyd'] });
    t.same(findMention(edit)?.userIds, ['cyd']);
    t.equal(findMention(createEvent('message-deleted', message)), undefined);
    t.equal(findMention(createEvent('message-created', { mentions: null })), undefined, 'malformed data');
    t.equal(findMention(createEvent('message-created', { ...message, content: null })), undefined);
  },
);

t.test('a notification has at most 200 characters of the message, and an id for each user', async (t) => {
  const event = createEvent('message-created', { mentions: ['ada'], content: '🎈'.repeat(300) });
  const mention = findMention(event);
  if (!mention) throw new Error('The message mentions nobody');
  const room = { roomName: 'Class 1', roomType: 'group' } as const;
  const notification = createMentionNotification(mention, room, 'ada');
  t.equal(notification.body, '🎈'.repeat(200));
  t.equal(notification.title, 'Bob mentioned you in Class 1');
  t.equal(createMentionNotification({ ...mention, seq: 9 }, room, 'ada').id, notification.id);
  t.not(createMentionNotification(mention, room, 'cyd').id, notification.id);
  const directRoom = { roomName: 'Ada & Bob', roomType: 'direct' } as const;
  t.equal(createMentionNotification(mention, directRoom, 'ada').title, 'Bob mentioned you');
});
