import type { MemberRole, RoomChange } from '@kcs/contracts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { formatNameList } from './format-name-list.ts';

const ROLE_NAMES_WITH_ARTICLE: Readonly<Record<MemberRole, string>> = {
  owner: 'an owner',
  admin: 'an admin',
  member: 'a member',
};

/**
 * Returns the text that describes a change to a room, such as "Ann added Bob". The text is empty if there is nothing to
 * report.
 */
export function describeRoomChange(change: RoomChange, myId: string): string {
  if (change.post_policy === 'managers') return 'Only owners and admins can post now';
  if (change.post_policy) return 'Everyone can post now';
  if (change.kind === 'room-updated')
    return `The group is now called “${isolateDirection(change.name ?? '')}”`;
  const { by, added, removed, changed } = change;
  const actorName = by === null ? 'Someone' : by.user_id === myId ? 'You' : isolateDirection(by.name);
  const peopleRemovedByActor = removed.filter(({ user_id }) => user_id !== by?.user_id);
  const departedCount = removed.length - peopleRemovedByActor.length;
  const sentences: string[] = [];
  if (added.length > 0)
    sentences.push(`${actorName} added ${formatNameList(added, change.added_count, myId)}`);
  if (departedCount > 0) sentences.push(`${actorName} left`);
  if (peopleRemovedByActor.length > 0)
    sentences.push(
      `${actorName} removed ${formatNameList(peopleRemovedByActor, change.removed_count - departedCount, myId)}`,
    );
  for (const { user_id, name, role } of changed) {
    const subjectAndVerb = user_id === myId ? 'You are' : `${name ? isolateDirection(name) : 'Someone'} is`;
    sentences.push(`${subjectAndVerb} now ${formatRole(role)}`);
  }
  return sentences.join('. ');
}

/**
 * Returns a role name with its article, such as "an admin". If the role is unknown, because a newer server sent it,
 * returns the role in quotation marks.
 */
const formatRole = (role: MemberRole): string => ROLE_NAMES_WITH_ARTICLE[role] ?? `“${role}”`;
