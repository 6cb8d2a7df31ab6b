/** Returns the path of a room in the REST API. */
export const formatRoomPath = (id: string): string => `/chat/rooms/${id}`;
