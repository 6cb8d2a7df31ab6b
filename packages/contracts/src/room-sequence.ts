/** Any object that has a seq, such as a room event. */
interface SequencedEvent {
  readonly seq: number;
}

/**
 * The ordering state of one room's events (ORD-1). Events may arrive in any order and more than once. The sequence
 * releases events strictly by `seq`, each once, and holds an event that is ahead of a gap until the gap closes.
 *
 * The gateway orders events with a sequence before it delivers them to sockets. The client library orders events with a
 * sequence before it applies them. All functions are pure: they use no clock, do no I/O, and modify no arguments.
 */
export interface RoomSequence<E extends SequencedEvent> {
  /** The seq of the last released event. Before the first release, the seq at which the sequence started. */
  readonly position: number;
  /** The events that wait for a gap to close, sorted by `seq` and without duplicates. */
  readonly held: readonly E[];
}

/**
 * The result of offering one event:
 * - `released`: the event was next in order. Held events that follow it directly are released with it.
 * - `repeated`: the event was already released or held.
 * - `held`: the event is ahead of a gap and was stored.
 * - `refused`: the event is ahead of a gap, but `canHold` returned false. It was not stored and must be fetched later.
 */
export type EventOfferOutcome = 'released' | 'repeated' | 'held' | 'refused';

export interface SequenceStep<E extends SequencedEvent> {
  readonly sequence: RoomSequence<E>;
  /** The events that this call released, in order. */
  readonly released: readonly E[];
  readonly outcome: EventOfferOutcome;
}

const NO_EVENTS: readonly never[] = [];

/** A sequence without a position. It holds all offered events until `jumpToPosition` sets the position. */
export const NOT_STARTED_SEQUENCE: RoomSequence<never> = { position: -1, held: NO_EVENTS };

/** Creates a sequence whose next event has the seq `position + 1`. */
export const createSequenceAt = (position: number): RoomSequence<never> => ({ position, held: NO_EVENTS });

/**
 * Offers one event to the sequence. If the event is new and ahead of a gap, `canHold` decides whether it is held or
 * refused. This lets the caller limit the number of held events.
 */
export function offerEvent<E extends SequencedEvent>(
  sequence: RoomSequence<E>,
  event: E,
  canHold: (held: readonly E[], event: E) => boolean,
): SequenceStep<E> {
  const { position, held } = sequence;
  if (event.seq <= position) return { sequence, released: NO_EVENTS, outcome: 'repeated' };
  if (event.seq > position + 1) return holdOrRefuseEvent(sequence, event, canHold);
  const releasableEventCount = countEventsFollowingPosition(held, event.seq);
  return {
    sequence: {
      position: event.seq + releasableEventCount,
      held: releasableEventCount === 0 ? held : held.slice(releasableEventCount),
    },
    released: releasableEventCount === 0 ? [event] : [event, ...held.slice(0, releasableEventCount)],
    outcome: 'released',
  };
}

/**
 * Moves the sequence to `position`, forward or backward, and skips the events in between. Call this function after
 * loading a room again, or when a gap cannot be repaired. Drops held events up to `position`, and releases held events
 * that follow `position` without a gap.
 */
export function jumpToPosition<E extends SequencedEvent>(
  sequence: RoomSequence<E>,
  position: number,
): Pick<SequenceStep<E>, 'sequence' | 'released'> {
  const heldEventsAbovePosition = sequence.held.filter(({ seq }) => seq > position);
  const releasableEventCount = countEventsFollowingPosition(heldEventsAbovePosition, position);
  return {
    sequence: {
      position: position + releasableEventCount,
      held: heldEventsAbovePosition.slice(releasableEventCount),
    },
    released: heldEventsAbovePosition.slice(0, releasableEventCount),
  };
}

/** Drops the held events with seqs above `head`, the end of the room's log. */
export function dropHeldEventsAbove<E extends SequencedEvent>(
  { position, held }: RoomSequence<E>,
  head: number,
): RoomSequence<E> {
  return { position, held: held.filter(({ seq }) => seq <= head) };
}

/** Returns how many events at the start of `held` follow `position` without a gap. */
function countEventsFollowingPosition(held: readonly SequencedEvent[], position: number): number {
  let consecutiveCount = 0;
  while (held[consecutiveCount]?.seq === position + consecutiveCount + 1) consecutiveCount += 1;
  return consecutiveCount;
}

function holdOrRefuseEvent<E extends SequencedEvent>(
  sequence: RoomSequence<E>,
  event: E,
  canHold: (held: readonly E[], event: E) => boolean,
): SequenceStep<E> {
  const { position, held } = sequence;
  // Do not use `findLastIndex` or `toSpliced`, because some of the browsers that the web client supports lack them.
  let insertIndex = held.length;
  while ((held[insertIndex - 1]?.seq ?? 0) > event.seq) insertIndex -= 1;
  if (held[insertIndex - 1]?.seq === event.seq) return { sequence, released: NO_EVENTS, outcome: 'repeated' };
  if (!canHold(held, event)) return { sequence, released: NO_EVENTS, outcome: 'refused' };
  return {
    sequence: { position, held: [...held.slice(0, insertIndex), event, ...held.slice(insertIndex)] },
    released: NO_EVENTS,
    outcome: 'held',
  };
}
