/**
 * The server ends a typing indicator after 30 s (TYPE-2). The client ends it a little later by itself, in case that
 * update was lost.
 */
export const TYPING_SHOWN_MS = 33_000;

export interface Typist {
  readonly name: string;
  /** Milliseconds of the local clock. */
  readonly until: number;
}
export type Typists = Readonly<Record<string, Typist>>;
type Typing = Readonly<Record<string, Typists>>;

/** Shows a user as typing for the next `TYPING_SHOWN_MS`. */
export function typingStarted(
  typing: Typing,
  roomId: string,
  userId: string,
  name: string,
  now: number,
): Typing {
  return { ...typing, [roomId]: { ...typing[roomId], [userId]: { name, until: now + TYPING_SHOWN_MS } } };
}

/** Shows a user as not typing. */
export function typingStopped(typing: Typing, roomId: string, userId: string): Typing {
  const { [userId]: stopped, ...rest } = typing[roomId] ?? {};
  return stopped === undefined ? typing : { ...typing, [roomId]: rest };
}

/** Drops expired typing indicators. */
export function typingAt(typing: Typing, now: number): Typing {
  let next = typing;
  for (const [roomId, typists] of Object.entries(typing)) {
    for (const [userId, typist] of Object.entries(typists)) {
      if (typist.until <= now) next = typingStopped(next, roomId, userId);
    }
  }
  return next;
}
