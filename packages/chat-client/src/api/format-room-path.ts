export const formatRoomPath = (id: string): string => `/chat/rooms/${id}`;
