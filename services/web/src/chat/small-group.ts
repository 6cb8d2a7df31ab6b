import type { Room } from '@kcs/contracts';

/**
 * The maximum number of members in a small group. The avatar of a small group shows two members instead of letters from
 * the group's name.
 */
const MAX_SMALL_GROUP_MEMBERS = 4;

export const isSmallGroup = ({
  room_type,
  member_count,
}: Pick<Room, 'room_type' | 'member_count'>): boolean =>
  room_type === 'group' && member_count <= MAX_SMALL_GROUP_MEMBERS;
