/** Anything that carries its seq. */
interface Numbered {
  readonly seq: number;
}

/**
 * The order of one room's events (ORD-1). Events may arrive in any order and more than once. They are released strictly
 * in `seq` order, each once. An event ahead of a gap is held until the gap closes.
 *
 * Both ends use it: the gateway before delivery to sockets, the client library before events change its state. Pure:
 * no clock, no I/O, and no argument is modified.
 */
export interface RoomSequence<E extends Numbered> {
  /** The seq of the last event released, or the seq at which the sequence started. */
  readonly position: number;
  /** Events ahead of a gap, ascending by `seq`, each once, all above `position + 1`. */
  readonly held: readonly E[];
}

/**
 * - `released`: the event was next in order. Held events that follow it directly are released with it.
 * - `repeated`: the event was released or held before.
 * - `held`: the event is ahead of a gap.
 * - `refused`: the event is ahead of a gap and `canHold` returned false. It counts as missing and must be fetched later.
 */
export type SequenceOutcome = 'released' | 'repeated' | 'held' | 'refused';

export interface SequenceStep<E extends Numbered> {
  readonly sequence: RoomSequence<E>;
  /** The released events, in order. */
  readonly released: readonly E[];
  readonly outcome: SequenceOutcome;
}

const NOTHING: readonly never[] = [];

/** A sequence without a position: it holds everything it is offered until `jumpTo` gives it one. */
export const NOT_STARTED: RoomSequence<never> = { position: -1, held: NOTHING };

/** A sequence whose next event is `position + 1`. */
export const sequenceAt = (position: number): RoomSequence<never> => ({ position, held: NOTHING });

/**
 * Offers one event to the sequence. `canHold` limits the held events, and is called only for a new event ahead of a
 * gap.
 */
export function offerEvent<E extends Numbered>(
  sequence: RoomSequence<E>,
  event: E,
  canHold: (held: readonly E[], event: E) => boolean,
): SequenceStep<E> {
  const { position, held } = sequence;
  if (event.seq <= position) return { sequence, released: NOTHING, outcome: 'repeated' };
  if (event.seq > position + 1) return hold(sequence, event, canHold);
  const following = consecutive(held, event.seq);
  return {
    sequence: { position: event.seq + following, held: following === 0 ? held : held.slice(following) },
    released: following === 0 ? [event] : [event, ...held.slice(0, following)],
    outcome: 'released',
  };
}

/**
 * Continues at `position`, forward or backward, without the events in between. Used for a room that was loaded again
 * or cannot be repaired. Drops held events up to `position`, and releases the held events that follow it directly.
 */
export function jumpTo<E extends Numbered>(
  sequence: RoomSequence<E>,
  position: number,
): Pick<SequenceStep<E>, 'sequence' | 'released'> {
  const ahead = sequence.held.filter(({ seq }) => seq > position);
  const following = consecutive(ahead, position);
  return {
    sequence: { position: position + following, held: ahead.slice(following) },
    released: ahead.slice(0, following),
  };
}

/** Drops held events above `head`. The log ends at `head`, so it does not contain them. */
export function dropHeldAbove<E extends Numbered>(
  { position, held }: RoomSequence<E>,
  head: number,
): RoomSequence<E> {
  return { position, held: held.filter(({ seq }) => seq <= head) };
}

/** Returns how many events at the start of `held` follow `position` without a gap. */
function consecutive(held: readonly Numbered[], position: number): number {
  let count = 0;
  while (held[count]?.seq === position + count + 1) count += 1;
  return count;
}

function hold<E extends Numbered>(
  sequence: RoomSequence<E>,
  event: E,
  canHold: (held: readonly E[], event: E) => boolean,
): SequenceStep<E> {
  const { position, held } = sequence;
  const at = held.findLastIndex(({ seq }) => seq <= event.seq) + 1;
  if (held[at - 1]?.seq === event.seq) return { sequence, released: NOTHING, outcome: 'repeated' };
  if (!canHold(held, event)) return { sequence, released: NOTHING, outcome: 'refused' };
  return { sequence: { position, held: held.toSpliced(at, 0, event) }, released: NOTHING, outcome: 'held' };
}
