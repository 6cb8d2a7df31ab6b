import type { MemberRole, RoomEvent } from '@kcs/contracts';

const ROLES: Readonly<Record<MemberRole, string>> = {
  owner: 'an owner',
  admin: 'an admin',
  member: 'a member',
};

/** What a change of the room itself is called in its timeline; null for what the messages show. */
export function lineText(event: RoomEvent, myId: string, nameOf: (userId: string) => string): string | null {
  if (event.kind === 'room-updated') return `The group is now called “${event.data.name}”`;
  if (event.kind !== 'members-changed') return null;
  const { by, added, removed, changed } = event.data;
  const actor = by.userId === myId ? 'You' : by.name;
  const name = (id: string) => (id === myId ? 'you' : nameOf(id));
  const taken = removed.filter((id) => id !== by.userId);
  const parts: string[] = [];
  if (added.length > 0)
    parts.push(`${actor} added ${inWords(added.map((one) => (one.userId === myId ? 'you' : one.name)))}`);
  if (taken.length < removed.length) parts.push(`${actor} left`);
  if (taken.length > 0) parts.push(`${actor} removed ${inWords(taken.map(name))}`);
  for (const { userId, role } of changed) {
    parts.push(userId === myId ? `You are now ${ROLES[role]}` : `${nameOf(userId)} is now ${ROLES[role]}`);
  }
  return parts.join('. ') || null;
}

function inWords(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}
