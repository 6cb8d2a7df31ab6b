import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import {
  createNewChatForAddedMembers,
  createNewChatForShownRoom,
  createNewChatNotification,
  createRoomAddedEvent,
} from '../../src/delivery/new-chat-notification.ts';
import { createMembersChanged, createRoomEvent } from '../support/room-events.ts';

type EventOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>;

t.test('added members are notified, but the person who added them is not', async (t) => {
  const event = createMembersChanged(3, ['ada', 'owner'], []) as EventOf<'members-changed'>;
  const chat = createNewChatForAddedMembers(event);
  t.match(chat, { roomId: 'r', seq: 3, userIds: ['ada'], body: 'Owner added you to A room' });
});

t.test(
  'chat-room-added is created when a user creates a room, but not when members are added later',
  async (t) => {
    const creation = createMembersChanged(1, ['ada', 'owner'], []) as EventOf<'members-changed'>;
    t.match(createRoomAddedEvent(creation), {
      roomId: 'r',
      roomName: 'A room',
      addedBy: { userId: 'owner' },
    });
    t.equal(
      createRoomAddedEvent(createMembersChanged(3, ['ada'], []) as EventOf<'members-changed'>),
      undefined,
    );
  },
);

t.test('a message that makes a hidden room visible again notifies the users who had hidden it', async (t) => {
  const event = createRoomEvent(4, 'message-created', { sender_id: 'bob', sender_name: 'Bob' });
  const chat = createNewChatForShownRoom(event as EventOf<'message-created'>, {
    room_name: 'Ada & Bob',
    user_ids: ['ada'],
  });
  t.match(chat, { roomId: 'r', seq: 4, userIds: ['ada'], body: 'Bob wrote in Ada & Bob' });
});

t.test('the id of a new-chat notification depends only on the event and the user', async (t) => {
  const chat = createNewChatForAddedMembers(
    createMembersChanged(3, ['ada', 'eve'], []) as EventOf<'members-changed'>,
  );
  const firstNotification = createNewChatNotification(chat, 'ada');
  t.match(firstNotification.id, /^notif_[0-9a-z]{26}$/);
  t.equal(createNewChatNotification(chat, 'ada').id, firstNotification.id);
  t.not(createNewChatNotification(chat, 'eve').id, firstNotification.id);
  t.not(
    createNewChatNotification({ ...chat, at: new Date(0).toISOString() }, 'ada').id,
    firstNotification.id,
  );
});
