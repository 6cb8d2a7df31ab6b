import type { MemberRole, RoomEvent } from '@kcs/contracts';
import { isolated } from '../ui/bidi-text.ts';

const ROLE_NAMES: Readonly<Record<MemberRole, string>> = {
  owner: 'an owner',
  admin: 'an admin',
  member: 'a member',
};

/**
 * Returns the sentence that the timeline shows for a room event, such as "Ann added Bob". Returns null for events about
 * messages. `nameOf` returns a user's name by id, for users whose names the event does not contain.
 */
export function systemMessageText(
  event: RoomEvent,
  myId: string,
  nameOf: (userId: string) => string,
): string | null {
  if (event.kind === 'room-updated') return `The group is now called “${isolated(event.data.name)}”`;
  if (event.kind !== 'members-changed') return null;
  const { by, added, removed, changed } = event.data;
  const actor = by.userId === myId ? 'You' : isolated(by.name);
  const objectName = (id: string) => (id === myId ? 'you' : isolated(nameOf(id)));
  const removedByActor = removed.filter((id) => id !== by.userId);
  const sentences: string[] = [];
  if (added.length > 0) {
    sentences.push(
      `${actor} added ${joinNames(added.map((user) => (user.userId === myId ? 'you' : isolated(user.name))))}`,
    );
  }
  if (removedByActor.length < removed.length) sentences.push(`${actor} left`);
  if (removedByActor.length > 0)
    sentences.push(`${actor} removed ${joinNames(removedByActor.map(objectName))}`);
  for (const { userId, role } of changed) {
    sentences.push(
      userId === myId
        ? `You are now ${roleName(role)}`
        : `${isolated(nameOf(userId))} is now ${roleName(role)}`,
    );
  }
  return sentences.join('. ') || null;
}

/** Returns the name of a role with its article. A role that only a newer server knows is quoted as it is. */
const roleName = (role: MemberRole): string => ROLE_NAMES[role] ?? `“${role}”`;

const joinNames = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
