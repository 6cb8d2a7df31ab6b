import type { Room } from '@kcs/contracts';

/** The avatar of a group with at most this many members shows faces instead of letters. */
const MAX_MEMBERS = 4;

export const isSmallGroup = ({
  room_type,
  member_count,
}: Pick<Room, 'room_type' | 'member_count'>): boolean => room_type === 'group' && member_count <= MAX_MEMBERS;
