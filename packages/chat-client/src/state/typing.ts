/** The server ends a typing indicator after 30 s by itself; this is the net under a lost end. */
export const TYPING_SHOWN_MS = 33_000;

export interface Typist {
  readonly name: string;
  /** Milliseconds of the local clock. */
  readonly until: number;
}
export type Typists = Readonly<Record<string, Typist>>;
type Typing = Readonly<Record<string, Typists>>;

export function nowTyping(typing: Typing, roomId: string, userId: string, name: string, now: number): Typing {
  return { ...typing, [roomId]: { ...typing[roomId], [userId]: { name, until: now + TYPING_SHOWN_MS } } };
}

export function notTyping(typing: Typing, roomId: string, userId: string): Typing {
  const { [userId]: gone, ...rest } = typing[roomId] ?? {};
  return gone === undefined ? typing : { ...typing, [roomId]: rest };
}

/** Drops whoever has not been heard of for too long. */
export function typingAt(typing: Typing, now: number): Typing {
  let next = typing;
  for (const [roomId, typists] of Object.entries(typing)) {
    for (const [userId, typist] of Object.entries(typists)) {
      if (typist.until <= now) next = notTyping(next, roomId, userId);
    }
  }
  return next;
}
