import { ChatError } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { MentionDelivery, type MentionDeliveryOptions } from '../../src/delivery/mentions.ts';
import { silentLogger } from '../support/silent-logger.ts';

const MENTION_BY_BOB = {
  room_id: 'room_1',
  seq: 5,
  created_at: new Date().toISOString(),
  userIds: ['ada', 'cyd', 'elsewhere'],
  message: { id: 'msg_1', seq: 5, body: 'hi' },
  sender: { id: 'bob', name: 'Bob' },
};

/**
 * Starts `MentionDelivery` on a gateway with sockets of Ada and Cyd. Records the notified users, and the users in each
 * request to chat-api.
 */
function startMentionDelivery(answer: () => Record<string, number>) {
  const notifiedRoomNames: string[] = [];
  const requestedUserIds: (readonly string[])[] = [];
  const mentionDelivery = new MentionDelivery({
    gate: { canDeliver: true },
    logger: silentLogger,
    sockets: { emit: (rooms: string[]) => notifiedRoomNames.push(...rooms) },
    registry: { user: (id: string) => (id === 'elsewhere' ? undefined : { sockets: new Set() }) },
    mentionTargets: async ({ userIds }: { readonly userIds: readonly string[] }) => {
      requestedUserIds.push(userIds);
      return { roomName: 'Class 1', roomType: 'group', joinedSeqs: answer() };
    },
  } as unknown as MentionDeliveryOptions);
  return { mentions: mentionDelivery, notifiedRooms: notifiedRoomNames, requestedUsers: requestedUserIds };
}

t.test('a repeated mention notifies once, and only members who had joined before it', async (t) => {
  const { mentions, notifiedRooms, requestedUsers } = startMentionDelivery(() => ({ ada: 1, cyd: 6 }));
  mentions.receive(MENTION_BY_BOB);
  mentions.receive(MENTION_BY_BOB);
  await eventually('the notification', () => notifiedRooms.length > 0);
  t.same(notifiedRooms, ['user:ada']);
  t.same(requestedUsers, [['ada', 'cyd']], 'one request, about local users only');
  mentions.receive({ ...MENTION_BY_BOB, seq: 9, userIds: ['elsewhere'] });
  mentions.receive({ ...MENTION_BY_BOB, seq: 10 });
  await eventually('the second notification', () => notifiedRooms.length > 1);
  t.equal(requestedUsers.length, 2, 'a mention without local users needs no request');
});

t.test('a mention waits until chat-api answers, and ends if nobody may be notified', async (t) => {
  const remainingFailures = [new ChatError('UNAVAILABLE'), new ChatError('ROOM_NOT_FOUND')];
  const { mentions, notifiedRooms, requestedUsers } = startMentionDelivery(() => {
    const failure = remainingFailures.shift();
    if (failure) throw failure;
    return { ada: 1 };
  });
  mentions.receive(MENTION_BY_BOB);
  await eventually('both answers', () => remainingFailures.length === 0);
  t.same(notifiedRooms, []);
  mentions.receive({ ...MENTION_BY_BOB, seq: 6 });
  await eventually('the later mention', () => notifiedRooms.length === 1);
  t.equal(requestedUsers.length, 3);
});
