import type { RoomEvent } from '@kcs/contracts';
import type { ChatClient } from '../../src/index.ts';
import type { ModelWorld } from './model-world.ts';

/** Throws unless the client's state equals what the server would return for a fresh fetch. */
export function assertFresh(world: ModelWorld, client: ChatClient): void {
  const { server } = world;
  const state = client.getState();
  const { id: userId } = state.me;
  const shown = Object.values(state.rooms).map((entry) => entry.summary);
  same(byId(shown), byId(server.roomsOf(userId)), 'rooms');
  for (const [roomId, timeline] of Object.entries(state.timelines)) {
    const all = server.messagesFor(userId, roomId);
    const from = timeline.hasOlder ? all.length - timeline.messages.length : 0;
    if (!timeline.loaded) throw new Error(`${roomId} is not loaded`);
    same(timeline.messages, all.slice(from), `messages of ${roomId}`);
  }
  for (const [roomId, roster] of Object.entries(state.rosters)) {
    if (roster.loadedAt < 0) throw new Error(`members of ${roomId} are not loaded`);
    const expected = server.membersOf(roomId);
    // Receipts are best effort (SOCK-12). A lost one comes with the next list, but no cursor may be ahead of the
    // server.
    const members = roster.members.map((member, n) => {
      const cursor = roster.cursors[member.user_id] ?? 0;
      const least = expected[n]?.last_seen_seq ?? 0;
      return { ...member, last_seen_seq: Math.max(cursor, least) };
    });
    same(members, expected, `members of ${roomId}`);
  }
  same(state.pending, {}, 'nothing is pending');
  same([state.connection, state.caughtUp], ['online', true], 'caught up');
}

const byId = <T extends { id: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

function same(found: unknown, expected: unknown, name: string): void {
  const [left, right] = [found, expected].map((value) => JSON.stringify(sorted(value), null, 1));
  if (left !== right) throw new Error(`${name}\nfound ${left}\nexpected ${right}`);
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

/** Throws unless each room's events are in order, each once, without a gap. */
export function assertGapless(events: readonly RoomEvent[]): void {
  const last = new Map<string, number>();
  for (const { room_id, seq } of events) {
    const before = last.get(room_id);
    if (before !== undefined && seq !== before + 1) throw new Error(`${room_id}: seq ${seq} after ${before}`);
    last.set(room_id, seq);
  }
}
