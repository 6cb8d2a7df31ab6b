import type { Room, RoomEvent } from '@kcs/contracts';
import type { ChatClient } from '../../src/index.ts';
import type { ModelWorld } from './model-world.ts';

/** Throws if the client's state differs from a fresh fetch of the server's data. */
export function assertClientMatchesServer(world: ModelWorld, client: ChatClient): void {
  const { server } = world;
  const clientState = client.getState();
  const { id: userId } = clientState.me;
  const clientRooms = Object.values(clientState.rooms).map((entry) => entry.summary);
  const serverRooms = server.roomsOf(userId);
  assertSame(sortById(clientRooms).map(omitPeopleNames), sortById(serverRooms).map(omitPeopleNames), 'rooms');
  for (const [roomId, timeline] of Object.entries(clientState.timelines)) {
    const serverMessages = server.messagesFor(userId, roomId);
    if (!timeline.loaded) throw new Error(`${roomId} is not loaded`);
    const firstLoadedMessage = timeline.messages[0];
    const startIndex =
      firstLoadedMessage && timeline.hasOlder
        ? serverMessages.findIndex(({ id }) => id === firstLoadedMessage.id)
        : 0;
    const endIndex = timeline.hasNewer ? startIndex + timeline.messages.length : serverMessages.length;
    assertSame(timeline.messages, serverMessages.slice(startIndex, endIndex), `messages of ${roomId}`);
    const changesAfterSeq = timeline.hasOlder ? (firstLoadedMessage?.seq ?? 0) : 0;
    const changesBeforeSeq = timeline.hasNewer ? (timeline.messages.at(-1)?.seq ?? 0) : undefined;
    const serverChangeSeqs = server
      .changesOf(userId, roomId, changesAfterSeq, changesBeforeSeq)
      .map(({ seq }) => seq);
    const loadedChangeSeqs = timeline.changes.map(({ seq }) => seq);
    assertSame(
      loadedChangeSeqs.filter(
        (seq) => seq > changesAfterSeq && (changesBeforeSeq === undefined || seq < changesBeforeSeq),
      ),
      serverChangeSeqs.reverse(),
      `changes of ${roomId}`,
    );
  }
  for (const [roomId, roster] of Object.entries(clientState.rosters)) {
    if (roster.loadedAtSeq < 0) throw new Error(`members of ${roomId} are not loaded`);
    const serverMembers = server.membersOf(roomId);
    // A receipt may be lost, because receipts are best effort (SOCK-12). A client's read cursor may therefore be behind
    // the server's, but never ahead of it.
    const clientMembers = roster.members.map((member, n) => {
      const clientReadCursor = roster.cursors[member.user_id] ?? 0;
      const serverReadCursor = serverMembers[n]?.last_seen_seq ?? 0;
      return { ...member, last_seen_seq: Math.max(clientReadCursor, serverReadCursor) };
    });
    assertSame(clientMembers, serverMembers, `members of ${roomId}`);
  }
  // If the sender left the room before a message was sent, the message stays in the state `failed`.
  const pendingMessages = Object.values(clientState.pending)
    .flat()
    .filter((message) => message.state !== 'failed');
  assertSame(pendingMessages, [], 'nothing is pending');
  assertSame([clientState.connection, clientState.caughtUp], ['online', true], 'caught up');
}

/** A room change that a client derives from an event contains names only of people whom the client knows. */
const omitPeopleNames = (room: Room): Room => ({
  ...room,
  last_change: room.last_change && {
    ...room.last_change,
    removed: room.last_change.removed.map((person) => ({ ...person, name: null })),
    changed: room.last_change.changed.map((person) => ({ ...person, name: null })),
  },
});

const sortById = <T extends { id: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

function assertSame(found: unknown, expected: unknown, name: string): void {
  const [left, right] = [found, expected].map((value) => JSON.stringify(sortObjectKeys(value), null, 1));
  if (left !== right) throw new Error(`${name}\nfound ${left}\nexpected ${right}`);
}
const sortObjectKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortObjectKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortObjectKeys(inner)]),
  );
};

/** Throws if the events of a room are out of order, repeated, or have a gap. */
export function assertEventsGapless(events: readonly RoomEvent[]): void {
  const lastSeqsByRoom = new Map<string, number>();
  for (const { room_id, seq } of events) {
    const previousSeq = lastSeqsByRoom.get(room_id);
    if (previousSeq !== undefined && seq !== previousSeq + 1)
      throw new Error(`${room_id}: seq ${seq} after ${previousSeq}`);
    lastSeqsByRoom.set(room_id, seq);
  }
}
