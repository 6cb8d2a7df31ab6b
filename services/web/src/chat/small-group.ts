import type { Room } from '@kcs/contracts';

/** The maximum number of members in a small group. Its avatar shows faces instead of letters. */
const MAX_MEMBERS = 4;

export const isSmallGroup = ({
  room_type,
  member_count,
}: Pick<Room, 'room_type' | 'member_count'>): boolean => room_type === 'group' && member_count <= MAX_MEMBERS;
