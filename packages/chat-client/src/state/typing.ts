/**
 * How long the client shows a typing indicator. The server ends an indicator after 30 s (TYPE-2). The client waits a
 * little longer, in case the server's update is lost.
 */
export const TYPING_INDICATOR_DURATION_MS = 33_000;

export interface Typist {
  readonly name: string;
  /** When the indicator expires, in milliseconds of this device's clock. */
  readonly until: number;
}
export type Typists = Readonly<Record<string, Typist>>;
type TypistsByRoom = Readonly<Record<string, Typists>>;

/** Adds one user, whose indicator expires after `TYPING_INDICATOR_DURATION_MS`, and returns the new typing users. */
export function addTypist(
  typing: TypistsByRoom,
  roomId: string,
  userId: string,
  name: string,
  now: number,
): TypistsByRoom {
  return {
    ...typing,
    [roomId]: { ...typing[roomId], [userId]: { name, until: now + TYPING_INDICATOR_DURATION_MS } },
  };
}

/** Removes one user and returns the remaining typing users. */
export function removeTypist(typing: TypistsByRoom, roomId: string, userId: string): TypistsByRoom {
  const { [userId]: stopped, ...rest } = typing[roomId] ?? {};
  return stopped === undefined ? typing : { ...typing, [roomId]: rest };
}

/** Returns the typing users whose indicators have not expired. */
export function removeExpiredTypists(typing: TypistsByRoom, now: number): TypistsByRoom {
  let nextTypistsByRoom = typing;
  for (const [roomId, typists] of Object.entries(typing)) {
    for (const [userId, typist] of Object.entries(typists)) {
      if (typist.until <= now) nextTypistsByRoom = removeTypist(nextTypistsByRoom, roomId, userId);
    }
  }
  return nextTypistsByRoom;
}
