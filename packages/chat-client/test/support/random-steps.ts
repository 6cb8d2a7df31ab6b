import fc from 'fast-check';
import type { ApiError, ChatClient } from '../../src/index.ts';
import type { ModelRoom } from './model-room.ts';
import { findMentions } from './model-server.ts';
import type { ModelWorld } from './model-world.ts';
import type { Submissions } from './submissions.ts';

export const USER_IDS = ['user_a', 'user_b', 'user_c'] as const;

/**
 * The usual time until a change reaches a client. On a slow network, responses to earlier requests arrive even later.
 */
const USUAL_CHANGE_DELIVERY_MS = 200;

const messageIndexArbitrary = fc.nat({ max: 7 });
const userIdArbitrary = fc.constantFrom(...USER_IDS);
const roomIndexArbitrary = fc.nat({ max: 2 });
const textArbitrary = fc.constantFrom('hello', 'hi @[user_a]', 'see @[user_b]', 'long '.repeat(30));

/**
 * A random action of a user, the server, or the network. `room` and `index` are numbers that select one of the rooms
 * and messages.
 */
export const stepArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
      text: textArbitrary,
      parent: fc.option(messageIndexArbitrary),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
      text: textArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      room: roomIndexArbitrary,
      index: messageIndexArbitrary,
      text: textArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      room: roomIndexArbitrary,
      index: messageIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('react' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
      index: messageIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('toggle-member' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('leave' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('promote' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), room: roomIndexArbitrary }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget-log' as const), room: roomIndexArbitrary }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('look-elsewhere' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('older' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('newer' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('newest' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('around' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
      index: messageIndexArbitrary,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open-unread' as const),
      user: userIdArbitrary,
      room: roomIndexArbitrary,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), user: userIdArbitrary }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      offline: fc.boolean(),
      loss: fc.boolean(),
      shuffled: fc.boolean(),
      slow: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 3000 }) }) },
);
export type RandomStep = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never;

/** Carries out a step, without waiting for its effects. */
export function performStep(
  world: ModelWorld,
  clients: ReadonlyMap<string, ChatClient>,
  submissions: Submissions,
  rooms: readonly ModelRoom[],
  step: RandomStep,
): void {
  const { server } = world;
  const room = 'room' in step ? (rooms[step.room] as ModelRoom) : (rooms[0] as ModelRoom);
  const messages = [...room.messages.values()];
  const message = 'index' in step ? messages.at(-1 - (step.index % Math.max(1, messages.length))) : undefined;
  const isMember = !('user' in step) || room.members.has(step.user);
  const client = clients.get('user' in step ? step.user : USER_IDS[0]) as ChatClient;
  switch (step.do) {
    case 'send': {
      const parentMessage = step.parent === null ? undefined : messages.at(-1 - step.parent);
      if (isMember)
        server.send(step.user, room.id, { content: step.text, reply_to_id: parentMessage?.id ?? null });
      return;
    }
    case 'submit':
      submissions.send(step.user, room.id, step.text);
      return;
    case 'edit':
      if (message?.deleted_at === null) {
        server.change(room, () => room.edit(message.id, step.text, findMentions(step.text)));
      }
      return;
    case 'delete':
      if (message) server.change(room, () => room.delete(message.id, message.sender_id));
      return;
    case 'react':
      if (message?.deleted_at === null) server.change(room, () => room.react(message.id, '👍', step.user));
      return;
    case 'leave':
      return void leaveWithRetries(client, room.id);
    case 'toggle-member':
      if (room.type === 'direct') return;
      server.change(room, () =>
        room.changeMembers(isMember ? { removed: [step.user] } : { added: [step.user] }),
      );
      return;
    case 'promote':
      if (isMember && room.type === 'group')
        server.change(room, () => room.changeMembers({ changed: [{ userId: step.user, role: 'admin' }] }));
      return;
    case 'rename':
      if (room.type === 'direct') return;
      server.change(room, () => room.rename(`Room ${room.head}`));
      return;
    case 'forget-log':
      room.deletedUpTo = room.head;
      return;
    case 'see': {
      const loadedMessages = client.getState().timelines[room.id]?.messages ?? [];
      const seenMessage = loadedMessages.at(Math.floor(loadedMessages.length / 2));
      if (seenMessage) client.markSeen(room.id, seenMessage.seq);
      return;
    }
    case 'open':
      return void client.open(room.id);
    case 'close':
      client.close(room.id);
      return;
    case 'look-elsewhere':
      client.close(room.id);
      return void world.time.sleep(USUAL_CHANGE_DELIVERY_MS).then(() => client.open(room.id));
    case 'older':
      return void client.loadOlder(room.id);
    case 'newer':
      return void client.loadNewer(room.id);
    case 'newest':
      return void client.loadNewest(room.id).catch(() => undefined);
    case 'around':
      return void client.loadAround(room.id, message?.seq ?? 1).catch(() => undefined);
    case 'open-unread':
      client.close(room.id);
      return void client.open(room.id, { at: 'unread' });
    case 'cut':
      world.cut(step.user);
      return;
    case 'weather': {
      const { do: _do, loss, slow, ...weather } = step;
      Object.assign(world.network, weather, { loss: loss ? 0.2 : 0, slowestMs: slow ? 2_000 : 80 });
      return;
    }
    case 'wait':
      return;
    default:
      step satisfies never;
  }
}

/** Leaves a room. Retries temporary failures, as a person would. */
async function leaveWithRetries(client: ChatClient, roomId: string): Promise<void> {
  await client
    .leave(roomId)
    .catch((thrown: ApiError) => (thrown.retryable ? leaveWithRetries(client, roomId) : undefined));
}
