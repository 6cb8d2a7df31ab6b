interface EventPayload {
  readonly seq?: unknown;
  readonly roomId?: string;
  readonly data?: { readonly room_id?: string; readonly roomId?: string };
}

/** Returns the room id and seq of a room event; undefined for ephemeral events and notifications. */
export function parseRoomEvent(name: string, payload: unknown): { roomId: string; seq: number } | undefined {
  const { seq, roomId, data } = (payload ?? {}) as EventPayload;
  if (typeof seq !== 'number' || name === 'chat-notification') return undefined;
  const eventRoomId = roomId ?? data?.room_id ?? data?.roomId;
  return eventRoomId === undefined ? undefined : { roomId: eventRoomId, seq };
}
