/** One of the clients that are in the room, by a draw between 0 and 1; undefined where none is. */
export const oneInRoom = <C extends { readonly roomIds: readonly string[] }>(
  clients: readonly C[],
  roomId: string,
  draw: number,
): C | undefined => {
  const inRoom = clients.filter(({ roomIds }) => roomIds.includes(roomId));
  return inRoom[Math.floor(draw * inRoom.length)];
};
