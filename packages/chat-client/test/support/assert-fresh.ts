import type { RoomEvent } from '@kcs/contracts';
import type { ChatClient } from '../../src/index.ts';
import type { ModelWorld } from './model-world.ts';

/** Throws if the client's state differs from a fresh fetch of the server's data. */
export function assertFresh(world: ModelWorld, client: ChatClient): void {
  const { server } = world;
  const state = client.getState();
  const { id: userId } = state.me;
  const shown = Object.values(state.rooms).map((entry) => entry.summary);
  assertSame(sortedById(shown), sortedById(server.roomsOf(userId)), 'rooms');
  for (const [roomId, timeline] of Object.entries(state.timelines)) {
    const all = server.messagesFor(userId, roomId);
    const from = timeline.hasOlder ? all.length - timeline.messages.length : 0;
    if (!timeline.loaded) throw new Error(`${roomId} is not loaded`);
    assertSame(timeline.messages, all.slice(from), `messages of ${roomId}`);
  }
  for (const [roomId, roster] of Object.entries(state.rosters)) {
    if (roster.loadedAt < 0) throw new Error(`members of ${roomId} are not loaded`);
    const expected = server.membersOf(roomId);
    // A receipt may be lost, because receipts are best effort (SOCK-12). A client's read cursor may therefore be behind
    // the server's, but never ahead of it.
    const members = roster.members.map((member, n) => {
      const cursor = roster.cursors[member.user_id] ?? 0;
      const least = expected[n]?.last_seen_seq ?? 0;
      return { ...member, last_seen_seq: Math.max(cursor, least) };
    });
    assertSame(members, expected, `members of ${roomId}`);
  }
  assertSame(state.pending, {}, 'nothing is pending');
  assertSame([state.connection, state.caughtUp], ['online', true], 'caught up');
}

const sortedById = <T extends { id: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

function assertSame(found: unknown, expected: unknown, name: string): void {
  const [left, right] = [found, expected].map((value) => JSON.stringify(withSortedKeys(value), null, 1));
  if (left !== right) throw new Error(`${name}\nfound ${left}\nexpected ${right}`);
}
const withSortedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, withSortedKeys(inner)]),
  );
};

/** Throws if the events of a room are out of order, repeated, or have a gap. */
export function assertGapless(events: readonly RoomEvent[]): void {
  const last = new Map<string, number>();
  for (const { room_id, seq } of events) {
    const before = last.get(room_id);
    if (before !== undefined && seq !== before + 1) throw new Error(`${room_id}: seq ${seq} after ${before}`);
    last.set(room_id, seq);
  }
}
