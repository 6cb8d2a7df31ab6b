import { LIMITS, type Member, type RoomChange, type RoomEvent } from '@kcs/contracts';

type MemberNameFinder = (userId: string) => string | null;

/**
 * Returns the change that an event makes to a room's members, name, or post policy, in the server's format for room
 * changes (LOG-8). Returns undefined for all other events. If neither the event nor `members` contains a person's name,
 * that name is null.
 */
export function createRoomChange(event: RoomEvent, members: readonly Member[] = []): RoomChange | undefined {
  const emptyRoomChange = {
    added: [],
    added_count: 0,
    removed: [],
    removed_count: 0,
    changed: [],
    by: null,
    name: null,
  };
  const { seq, created_at } = event;
  if (event.kind === 'room-updated') {
    const { name, postPolicy } = event.data;
    // An event that changes the post policy also contains the room's unchanged name. Leave that name out.
    const nameOrPolicyChange = postPolicy === undefined ? { name } : { post_policy: postPolicy };
    return { ...emptyRoomChange, ...nameOrPolicyChange, seq, kind: event.kind, created_at };
  }
  if (event.kind !== 'members-changed') return undefined;
  const { by, added, removed, changed } = event.data;
  const findMemberName: MemberNameFinder = (id) =>
    members.find(({ user_id }) => user_id === id)?.name ?? null;
  return {
    ...emptyRoomChange,
    seq,
    kind: event.kind,
    by: { user_id: by.userId, name: by.name },
    added: limitPeoplePerChange(added).map(({ userId, name, role }) => ({ user_id: userId, name, role })),
    added_count: added.length,
    removed: limitPeoplePerChange(removed).map((id) => ({ user_id: id, name: findMemberName(id) })),
    removed_count: removed.length,
    changed: limitPeoplePerChange(changed).map(({ userId, role }) => ({
      user_id: userId,
      name: findMemberName(userId),
      role,
    })),
    created_at,
  };
}

const limitPeoplePerChange = <T>(items: readonly T[]): readonly T[] =>
  items.slice(0, LIMITS.PEOPLE_PER_ROOM_CHANGE);

/**
 * Merges two lists of room changes in ascending order of `seq`, with one change per seq. If both lists contain a seq,
 * the change from `later` is kept.
 */
export function mergeRoomChanges(
  earlier: readonly RoomChange[],
  later: readonly RoomChange[],
): readonly RoomChange[] {
  if (later.length === 0) return earlier;
  const changesBySeq = new Map([...earlier, ...later].map((change) => [change.seq, change]));
  return [...changesBySeq.values()].sort((a, b) => a.seq - b.seq);
}
