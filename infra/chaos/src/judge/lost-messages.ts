import type { RoomTruth } from './truth.ts';

/** A message whose sender was told that it is stored. */
export interface Acknowledged {
  readonly roomId: string;
  readonly clientMsgId: string;
  /** What the answer named; null where the client library promised it without naming it. */
  readonly stored: { readonly id: string; readonly seq: number } | null;
  /** The fault during or after which the acknowledgement came. */
  readonly during: string;
}

/** The acknowledged ones that are not in the events under the id and number that their sender was told. */
export function lostMessages(
  acknowledged: readonly Acknowledged[],
  rooms: readonly RoomTruth[],
): Acknowledged[] {
  const found = new Map<string, { id: string | null; seq: number }>();
  for (const { roomId, events } of rooms) {
    for (const { clientMsgId, messageId, seq } of events) {
      if (clientMsgId !== null) found.set(`${roomId} ${clientMsgId}`, { id: messageId, seq });
    }
  }
  return acknowledged.filter(({ roomId, clientMsgId, stored }) => {
    const there = found.get(`${roomId} ${clientMsgId}`);
    if (there === undefined) return true;
    return stored !== null && (there.id !== stored.id || there.seq !== stored.seq);
  });
}
