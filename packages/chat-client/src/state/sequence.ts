import type { RoomEvent } from '@kcs/contracts';

/** Events held per room while an earlier one is missing; what does not fit is asked for again. */
const HELD_MOST = 500;

/** How far a room's events are applied, and those that came ahead of their turn, ascending by `seq`. */
export interface Sequence {
  readonly position: number;
  readonly held: readonly RoomEvent[];
}

export const sequenceFrom = (position: number): Sequence => ({ position, held: [] });

/**
 * Takes in one event, from whichever way it came, and says which have their turn now. Every event is released
 * strictly by `seq` and once: repeats are dropped, what is ahead is held until the gap before it has closed.
 */
export function take(sequence: Sequence, event: RoomEvent): [Sequence, released: readonly RoomEvent[]] {
  const { position, held } = sequence;
  if (event.seq <= position) return [sequence, []];
  if (event.seq > position + 1) return [hold(sequence, event), []];
  let last = event.seq;
  const released = [event];
  for (const next of held) {
    if (next.seq !== last + 1) continue;
    released.push(next);
    last = next.seq;
  }
  return [{ position: last, held: held.filter(({ seq }) => seq > last) }, released];
}

/** Begins anew at a position that something fresh was loaded for; what was held and follows on is released. */
export function restart(sequence: Sequence, position: number): [Sequence, released: readonly RoomEvent[]] {
  const ahead = sequence.held.filter(({ seq }) => seq > position);
  const first = ahead[0];
  if (first?.seq !== position + 1) return [{ position, held: ahead }, []];
  return take({ position, held: ahead.slice(1) }, first);
}

function hold(sequence: Sequence, event: RoomEvent): Sequence {
  const { position, held } = sequence;
  const last = held.at(-1);
  if (last === undefined || last.seq < event.seq) {
    return held.length < HELD_MOST ? { position, held: [...held, event] } : sequence;
  }
  const at = held.findIndex(({ seq }) => seq >= event.seq);
  if (held[at]?.seq === event.seq) return sequence;
  return { position, held: held.toSpliced(at, 0, event).slice(0, HELD_MOST) };
}
