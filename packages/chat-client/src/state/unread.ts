import { LIMITS, type Room, type RoomEvent, type UnknownRoomEvent } from '@kcs/contracts';

/**
 * A room's unread messages (UNREAD-1). The first part is known only as two totals from the server, the rest message by
 * message.
 */
export interface Unread {
  /**
   * Unread messages up to this `seq` are known only as totals: `base` messages, `baseMentions` of them with a mention.
   */
  readonly from: number;
  readonly base: number;
  readonly baseMentions: number;
  /** All unread messages with a `seq` above `from`, each with its `seq`. */
  readonly known: readonly { readonly seq: number; readonly mentionsMe: boolean }[];
  /**
   * False if an event changed a message that is known only as part of a total. The room must then be loaded again to
   * get correct counts.
   */
  readonly certain: boolean;
}

export const unreadOf = (room: Room): Unread => ({
  from: room.last_seq,
  base: room.unread_count,
  baseMentions: room.mention_count,
  known: [],
  certain: true,
});

/** Returns the unread counts as the server reports them, limited to the unread cap. */
export function countsOf(unread: Unread): Pick<Room, 'unread_count' | 'mention_count'> {
  const { base, baseMentions, known } = unread;
  const mentions = known.filter(({ mentionsMe }) => mentionsMe).length + baseMentions;
  return {
    unread_count: Math.min(LIMITS.UNREAD_CAP, base + known.length),
    mention_count: Math.min(LIMITS.UNREAD_CAP, mentions),
  };
}

/** Returns the messages that are still unread after the user's read cursor moved to `cursor`. */
export function unreadAfterSeen(unread: Unread, cursor: number): Unread {
  const known = unread.known.filter(({ seq }) => seq > cursor);
  if (cursor >= unread.from) return { ...unread, base: 0, baseMentions: 0, known };
  return unread.base === 0 ? { ...unread, known } : { ...unread, known, certain: false };
}

/** Returns the unread messages after the room's next event. `cursor` is the user's read cursor before that event. */
export function unreadAfter(unread: Unread, event: RoomEvent, cursor: number, myId: string): Unread {
  switch (event.kind) {
    case 'message-created': {
      const { seq, sender_id, mentions } = event.data;
      // Sending a message moves the sender's read cursor to it (UNREAD-2).
      if (sender_id === myId) return unreadAfterSeen(unread, seq);
      if (seq <= cursor) return unread;
      return withCap({ ...unread, known: [...unread.known, { seq, mentionsMe: mentions.includes(myId) }] });
    }
    case 'message-updated': {
      const { seq, sender_id, mentions } = event.data;
      if (sender_id === myId || seq <= cursor) return unread;
      const mentionsMe = mentions.includes(myId);
      if (seq > unread.from) {
        const known = unread.known.map((message) => (message.seq === seq ? { seq, mentionsMe } : message));
        return { ...unread, known };
      }
      return mentionsMe || unread.baseMentions > 0 ? { ...unread, certain: false } : unread;
    }
    case 'message-deleted': {
      const { messageSeq } = event.data;
      if (messageSeq <= cursor) return unread;
      if (messageSeq > unread.from) {
        return { ...unread, known: unread.known.filter(({ seq }) => seq !== messageSeq) };
      }
      const certain = unread.certain && unread.baseMentions === 0 && unread.base < LIMITS.UNREAD_CAP;
      return { ...unread, base: Math.max(0, unread.base - 1), certain };
    }
    case 'members-changed':
    case 'room-updated':
    case 'room-deleted':
      return unread;
    default:
      event satisfies UnknownRoomEvent;
      return unread;
  }
}

/**
 * Replaces the list of unread messages with totals once it exceeds the unread cap. The count then stays at the cap
 * until the user reads something.
 */
function withCap(unread: Unread): Unread {
  if (unread.known.length <= LIMITS.UNREAD_CAP) return unread;
  const { mention_count } = countsOf(unread);
  const from = unread.known.at(-1)?.seq ?? unread.from;
  return { ...unread, from, base: LIMITS.UNREAD_CAP, baseMentions: mention_count, known: [] };
}
