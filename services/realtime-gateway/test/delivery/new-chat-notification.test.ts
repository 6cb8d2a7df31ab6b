import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import {
  createNewChatForAddedMembers,
  createNewChatForShownRoom,
  createNewChatNotification,
} from '../../src/delivery/new-chat-notification.ts';
import { createRoomAddedEvent } from '../../src/delivery/room-added-event.ts';
import { createMembersChangedEvent, createRoomEvent } from '../support/room-events.ts';

type RoomEventOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>;

t.test('added members are notified, but the person who added them is not', async (t) => {
  const event = createMembersChangedEvent(3, ['ada', 'owner'], []) as RoomEventOf<'members-changed'>;
  const newChat = createNewChatForAddedMembers(event);
  t.match(newChat, { roomId: 'r', seq: 3, userIds: ['ada'], body: 'Owner added you to A room' });
});

t.test(
  'chat-room-added is created when a user creates a room, but not when members are added later',
  async (t) => {
    const creationEvent = createMembersChangedEvent(
      1,
      ['ada', 'owner'],
      [],
    ) as RoomEventOf<'members-changed'>;
    t.match(createRoomAddedEvent(creationEvent), {
      roomId: 'r',
      roomName: 'A room',
      addedBy: { userId: 'owner' },
    });
    t.equal(
      createRoomAddedEvent(createMembersChangedEvent(3, ['ada'], []) as RoomEventOf<'members-changed'>),
      undefined,
    );
  },
);

t.test('a message that makes a hidden room visible again notifies the users who had hidden it', async (t) => {
  const event = createRoomEvent(4, 'message-created', { sender_id: 'bob', sender_name: 'Bob' });
  const newChat = createNewChatForShownRoom(event as RoomEventOf<'message-created'>, {
    room_name: 'Ada & Bob',
    user_ids: ['ada'],
  });
  t.match(newChat, { roomId: 'r', seq: 4, userIds: ['ada'], body: 'Bob wrote in Ada & Bob' });
});

t.test('the id of a new-chat notification depends only on the event and the user', async (t) => {
  const newChat = createNewChatForAddedMembers(
    createMembersChangedEvent(3, ['ada', 'eve'], []) as RoomEventOf<'members-changed'>,
  );
  const firstNotification = createNewChatNotification(newChat, 'ada');
  t.match(firstNotification.id, /^notif_[0-9a-z]{26}$/);
  t.equal(createNewChatNotification(newChat, 'ada').id, firstNotification.id);
  t.not(createNewChatNotification(newChat, 'eve').id, firstNotification.id);
  t.not(
    createNewChatNotification({ ...newChat, at: new Date(0).toISOString() }, 'ada').id,
    firstNotification.id,
  );
});
