/** What carries a room's number. */
export interface Lasting {
  readonly roomId: string;
  readonly seq: number;
}

interface Payload {
  readonly seq?: unknown;
  readonly roomId?: string;
  readonly data?: { readonly room_id?: string; readonly roomId?: string };
}

/** Which room's which number an event is; undefined for what has none. */
export function lastingEvent(name: string, payload: unknown): Lasting | undefined {
  const { seq, roomId, data } = (payload ?? {}) as Payload;
  if (typeof seq !== 'number' || name === 'chat-notification') return undefined;
  const room = roomId ?? data?.room_id ?? data?.roomId;
  return room === undefined ? undefined : { roomId: room, seq };
}
