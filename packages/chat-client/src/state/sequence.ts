import { offerEvent, type RoomEvent, type RoomSequence } from '@kcs/contracts';

/**
 * The most events held per room while an earlier one is missing. An event beyond this limit is fetched with the gap.
 */
const MAX_HELD = 500;

const canHold = (held: readonly RoomEvent[]): boolean => held.length < MAX_HELD;

/** Puts the events of one room in order (ORD-1). Returns the events that are next, and the sequence after them. */
export function inOrder(
  sequence: RoomSequence<RoomEvent>,
  events: readonly RoomEvent[],
): { readonly sequence: RoomSequence<RoomEvent>; readonly released: readonly RoomEvent[] } {
  const released: RoomEvent[] = [];
  let next = sequence;
  for (const event of events) {
    const step = offerEvent(next, event, canHold);
    next = step.sequence;
    released.push(...step.released);
  }
  return { sequence: next, released };
}
