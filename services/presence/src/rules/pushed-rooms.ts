/** The rooms whose members hear of a person's coming and going: those small enough. Protocol §3, presence. */
export const pushedRooms = (
  rooms: readonly { readonly roomId: string; readonly memberCount: number }[],
  maxMembers: number,
): string[] => rooms.filter((room) => room.memberCount <= maxMembers).map((room) => room.roomId);
