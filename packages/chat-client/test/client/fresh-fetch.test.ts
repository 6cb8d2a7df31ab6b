import type { RoomEvent } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import type { ChatClient } from '../../src/index.ts';
import type { ModelRoom } from '../support/model-room.ts';
import { ModelWorld } from '../support/model-world.ts';

const USERS = ['user_a', 'user_b', 'user_c'] as const;
const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);
/** Longer than any waiting of the client. */
const HEALED_MS = 120_000;

const index = fc.nat({ max: 7 });
const user = fc.constantFrom(...USERS);
const room = fc.nat({ max: 1 });
const text = fc.constantFrom('hello', 'hi @[user_a]', 'see @[user_b]', 'long '.repeat(30));

/** What people and the network do. Numbers choose among what there is at that moment. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('send' as const), user, room, text, parent: fc.option(index) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('submit' as const), user, room, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), room, index, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), room, index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('react' as const), user, room, index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('toggle-member' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('promote' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget-log' as const), room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('see' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), user, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('older' as const), user, room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), user }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      offline: fc.boolean(),
      loss: fc.boolean(),
      shuffled: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 3000 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function run(
  world: ModelWorld,
  clients: ReadonlyMap<string, ChatClient>,
  rooms: readonly ModelRoom[],
  step: Step,
): void {
  const { server } = world;
  const at = 'room' in step ? (rooms[step.room] as ModelRoom) : (rooms[0] as ModelRoom);
  const messages = [...at.messages.values()];
  const chosen = 'index' in step ? messages.at(-1 - (step.index % Math.max(1, messages.length))) : undefined;
  const isMember = !('user' in step) || at.members.has(step.user);
  const client = clients.get('user' in step ? step.user : USERS[0]) as ChatClient;
  switch (step.do) {
    case 'send': {
      const parent = step.parent === null ? undefined : messages.at(-1 - step.parent);
      if (isMember) server.send(step.user, at.id, { content: step.text, reply_to_id: parent?.id ?? null });
      return;
    }
    case 'submit':
      return void client.send(at.id, { content: step.text });
    case 'edit':
      if (chosen?.deleted_at === null) {
        const mentions = [...step.text.matchAll(/user_\w/g)].map(([id]) => id);
        server.do(at, () => at.edit(chosen.id, step.text, mentions));
      }
      return;
    case 'delete':
      if (chosen) server.do(at, () => at.delete(chosen.id, chosen.sender_id));
      return;
    case 'react':
      if (chosen?.deleted_at === null) server.do(at, () => at.react(chosen.id, '👍', step.user));
      return;
    case 'toggle-member':
      return server.do(at, () =>
        at.changeMembers(isMember ? { removed: [step.user] } : { added: [step.user] }),
      );
    case 'promote':
      if (isMember)
        server.do(at, () => at.changeMembers({ changed: [{ userId: step.user, role: 'admin' }] }));
      return;
    case 'rename':
      return server.do(at, () => at.rename(`Room ${at.head}`));
    case 'forget-log':
      at.forgottenUpTo = at.head;
      return;
    case 'see': {
      const known = client.getState().timelines[at.id]?.messages ?? [];
      const seen = known.at(Math.floor(known.length / 2));
      if (seen) client.seen(at.id, seen.seq);
      return;
    }
    case 'open':
      return void client.open(at.id);
    case 'older':
      return void client.loadOlder(at.id);
    case 'cut':
      return world.cut(step.user);
    case 'weather':
      Object.assign(world.weather, { ...step, loss: step.loss ? 0.2 : 0 });
      return;
    case 'wait':
      return;
    default:
      step satisfies never;
  }
}

/** What the client shows equals what the server would answer now. */
function isFresh(world: ModelWorld, client: ChatClient): void {
  const { server } = world;
  const state = client.getState();
  const { id: userId } = state.me;
  const shown = Object.values(state.rooms).map((entry) => entry.summary);
  same(byId(shown), byId(server.roomsOf(userId)), 'rooms');
  for (const [roomId, timeline] of Object.entries(state.timelines)) {
    const all = server.messagesOf(roomId);
    const from = timeline.hasOlder ? all.length - timeline.messages.length : 0;
    if (!timeline.loaded) throw new Error(`${roomId} is not loaded`);
    same(timeline.messages, all.slice(from), `messages of ${roomId}`);
  }
  for (const [roomId, roster] of Object.entries(state.rosters)) {
    if (roster.loadedAt < 0) continue;
    const wanted = server.membersOf(roomId);
    // Receipts are best effort (protocol §3): one that was lost is in the next list; none is ever ahead.
    const members = roster.members.map((one, n) => {
      const cursor = roster.cursors[one.user_id] ?? 0;
      const least = wanted[n]?.last_seen_seq ?? 0;
      return { ...one, last_seen_seq: cursor <= least ? least : cursor };
    });
    same(members, wanted, `members of ${roomId}`);
  }
  same(state.pending, {}, 'nothing is on its way');
  same([state.connection, state.caughtUp], ['online', true], 'caught up');
}

const byId = <T extends { id: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

function same(found: unknown, wanted: unknown, what: string): void {
  const [left, right] = [found, wanted].map((value) => JSON.stringify(sorted(value), null, 1));
  if (left !== right) throw new Error(`${what}\nfound ${left}\nwanted ${right}`);
}
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

t.test(
  'whatever happens in between, every client ends with what a fresh fetch answers, and told each event once',
  async (t) => {
    const property = fc.asyncProperty(
      fc.integer(),
      fc.array(step, { maxLength: 40, size: 'max' }),
      async (seed, steps) => {
        const world = new ModelWorld(seed);
        const rooms = [world.server.createRoom(USERS), world.server.createRoom(USERS.slice(0, 2))];
        const told = new Map<string, RoomEvent[]>();
        const clients = new Map(USERS.map((id) => [id as string, world.client(id)]));
        const submitted = new Map<string, string[]>();
        for (const [id, client] of clients) {
          const events: RoomEvent[] = [];
          told.set(id, events);
          client.on('room-event', (event) => events.push(event));
          for (const name of ['room-reset', 'room-added'] as const) client.on(name, () => events.splice(0));
        }
        for (const one of steps) {
          run(world, clients, rooms, one);
          await world.time.run(one.do === 'wait' ? one.ms : 20);
        }
        Object.assign(world.weather, { offline: false, loss: 0, shuffled: false });
        for (const client of clients.values()) client.wake();
        await world.time.run(HEALED_MS);
        void submitted;
        try {
          for (const client of clients.values()) isFresh(world, client);
          for (const events of told.values()) isGapless(events);
        } finally {
          for (const client of clients.values()) client.stop();
        }
      },
    );
    await t.resolves(fc.assert(property, { numRuns: RUNS, endOnFailure: false }));
  },
);

function isGapless(events: readonly RoomEvent[]): void {
  const last = new Map<string, number>();
  for (const { room_id, seq } of events) {
    const before = last.get(room_id);
    if (before !== undefined && seq !== before + 1) throw new Error(`${room_id}: ${seq} after ${before}`);
    last.set(room_id, seq);
  }
}
