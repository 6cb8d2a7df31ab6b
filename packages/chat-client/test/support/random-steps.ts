import fc from 'fast-check';
import type { ApiError, ChatClient } from '../../src/index.ts';
import type { ModelRoom } from './model-room.ts';
import { findMentions } from './model-server.ts';
import type { ModelWorld } from './model-world.ts';
import type { Submissions } from './submissions.ts';

export const USERS = ['user_a', 'user_b', 'user_c'] as const;

/**
 * The usual time until a change reaches a client. On a slow network, responses to earlier requests arrive even later.
 */
const CHANGE_DELAY_MS = 200;

const index = fc.nat({ max: 7 });
const user = fc.constantFrom(...USERS);
const room = fc.nat({ max: 2 });
const text = fc.constantFrom('hello', 'hi @[user_a]', 'see @[user_b]', 'long '.repeat(30));

/**
 * A random action of a user, the server, or the network. `room` and `index` are numbers that select one of the rooms
 * and messages.
 */
export const randomStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('send' as const), user, room, text, parent: fc.option(index) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('submit' as const), user, room, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), room, index, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), room, index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('react' as const), user, room, index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('toggle-member' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('promote' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget-log' as const), room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('see' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), user, room }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look-elsewhere' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('older' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('newer' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('newest' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('around' as const), user, room, index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open-unread' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), user }) },
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
export type Step = typeof randomStep extends fc.Arbitrary<infer S> ? S : never;

/** Carries out a step, without waiting for its effects. */
export function performStep(
  world: ModelWorld,
  clients: ReadonlyMap<string, ChatClient>,
  submissions: Submissions,
  rooms: readonly ModelRoom[],
  step: Step,
): void {
  const { server } = world;
  const at = 'room' in step ? (rooms[step.room] as ModelRoom) : (rooms[0] as ModelRoom);
  const messages = [...at.messages.values()];
  const message = 'index' in step ? messages.at(-1 - (step.index % Math.max(1, messages.length))) : undefined;
  const isMember = !('user' in step) || at.members.has(step.user);
  const client = clients.get('user' in step ? step.user : USERS[0]) as ChatClient;
  switch (step.do) {
    case 'send': {
      const parent = step.parent === null ? undefined : messages.at(-1 - step.parent);
      if (isMember) server.send(step.user, at.id, { content: step.text, reply_to_id: parent?.id ?? null });
      return;
    }
    case 'submit':
      submissions.send(step.user, at.id, step.text);
      return;
    case 'edit':
      if (message?.deleted_at === null) {
        server.change(at, () => at.edit(message.id, step.text, findMentions(step.text)));
      }
      return;
    case 'delete':
      if (message) server.change(at, () => at.delete(message.id, message.sender_id));
      return;
    case 'react':
      if (message?.deleted_at === null) server.change(at, () => at.react(message.id, '👍', step.user));
      return;
    case 'leave':
      return void leaveWithRetries(client, at.id);
    case 'toggle-member':
      if (at.type === 'direct') return;
      server.change(at, () => at.changeMembers(isMember ? { removed: [step.user] } : { added: [step.user] }));
      return;
    case 'promote':
      if (isMember && at.type === 'group')
        server.change(at, () => at.changeMembers({ changed: [{ userId: step.user, role: 'admin' }] }));
      return;
    case 'rename':
      if (at.type === 'direct') return;
      server.change(at, () => at.rename(`Room ${at.head}`));
      return;
    case 'forget-log':
      at.deletedUpTo = at.head;
      return;
    case 'see': {
      const knownMessages = client.getState().timelines[at.id]?.messages ?? [];
      const seenMessage = knownMessages.at(Math.floor(knownMessages.length / 2));
      if (seenMessage) client.markSeen(at.id, seenMessage.seq);
      return;
    }
    case 'open':
      return void client.open(at.id);
    case 'close':
      client.close(at.id);
      return;
    case 'look-elsewhere':
      client.close(at.id);
      return void world.time.sleep(CHANGE_DELAY_MS).then(() => client.open(at.id));
    case 'older':
      return void client.loadOlder(at.id);
    case 'newer':
      return void client.loadNewer(at.id);
    case 'newest':
      return void client.loadNewest(at.id).catch(() => undefined);
    case 'around':
      return void client.loadAround(at.id, message?.seq ?? 1).catch(() => undefined);
    case 'open-unread':
      client.close(at.id);
      return void client.open(at.id, { at: 'unread' });
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
