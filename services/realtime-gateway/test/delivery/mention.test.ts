import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { createMentionNotification, findMention } from '../../src/delivery/mention.ts';

const createMessageEvent = (kind: string, message: object, more: object = {}): RoomEvent =>
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
    const messageData = { mentions: ['ada', 'bob', 'cyd'] };
    t.same(
      findMention(createMessageEvent('message-created', messageData))?.userIds,
      ['ada', 'cyd'],
      'not the sender',
    );
    t.equal(findMention(createMessageEvent('message-updated', messageData)), undefined);
    const editEvent = createMessageEvent('message-updated', messageData, { newly_mentioned: ['cyd'] });
    t.same(findMention(editEvent)?.userIds, ['cyd']);
    t.equal(findMention(createMessageEvent('message-deleted', messageData)), undefined);
    t.equal(
      findMention(createMessageEvent('message-created', { mentions: null })),
      undefined,
      'malformed data',
    );
    t.equal(findMention(createMessageEvent('message-created', { ...messageData, content: null })), undefined);
  },
);

t.test(
  'a notification has at most 200 characters of the message, and an id that depends only on the message',
  async (t) => {
    const event = createMessageEvent('message-created', { mentions: ['ada'], content: '🎈'.repeat(300) });
    const mention = findMention(event);
    if (!mention) throw new Error('The message mentions nobody');
    const groupRoom = { roomName: 'Class 1', roomType: 'group' } as const;
    const notification = createMentionNotification(mention, groupRoom);
    t.equal(notification.body, '🎈'.repeat(200));
    t.equal(notification.title, 'Bob mentioned you in Class 1');
    t.equal(createMentionNotification({ ...mention, seq: 9 }, groupRoom).id, notification.id);
    t.equal(notification.id, 'notif_1');
    const directRoom = { roomName: 'Ada & Bob', roomType: 'direct' } as const;
    t.equal(createMentionNotification(mention, directRoom).title, 'Bob mentioned you');
  },
);
