import { LIMITS, type Room, type RoomEvent } from '@kcs/contracts';

/**
 * What is unread in a room, so that later events can be counted exactly. Of the `base` messages up to `from` only
 * the count is known, as the server told it; of those after it each one is. `sure` is false where an event concerned
 * a message of which too little is known: then only the server can tell, and the room should be loaded again.
 */
export interface Unread {
  readonly from: number;
  readonly base: number;
  readonly baseMentions: number;
  readonly known: readonly { readonly seq: number; readonly mentionsMe: boolean }[];
  readonly sure: boolean;
}

export const unreadOf = (room: Room): Unread => ({
  from: room.last_seq,
  base: room.unread_count,
  baseMentions: room.mention_count,
  known: [],
  sure: true,
});

/** The counts as the server gives them: capped. */
export function countsOf({
  base,
  baseMentions,
  known,
}: Unread): Pick<Room, 'unread_count' | 'mention_count'> {
  const mentions = known.reduce((count, { mentionsMe }) => count + Number(mentionsMe), baseMentions);
  return {
    unread_count: Math.min(LIMITS.UNREAD_CAP, base + known.length),
    mention_count: Math.min(LIMITS.UNREAD_CAP, mentions),
  };
}

/** What is left above the cursor. */
export function seenUpTo(unread: Unread, cursor: number): Unread {
  const known = unread.known.filter(({ seq }) => seq > cursor);
  if (cursor >= unread.from) return { ...unread, base: 0, baseMentions: 0, known };
  return unread.base === 0 ? { ...unread, known } : { ...unread, known, sure: false };
}

/** What is unread after a room's next event; `cursor` is how far the user has seen before it. */
export function unreadAfter(unread: Unread, event: RoomEvent, cursor: number, myId: string): Unread {
  switch (event.kind) {
    case 'message-created': {
      const { seq, sender_id, mentions } = event.data;
      // Sending moves one's own cursor.
      if (sender_id === myId) return seenUpTo(unread, seq);
      if (seq <= cursor) return unread;
      return capped({ ...unread, known: [...unread.known, { seq, mentionsMe: mentions.includes(myId) }] });
    }
    case 'message-updated': {
      const { seq, sender_id, mentions } = event.data;
      if (sender_id === myId || seq <= cursor) return unread;
      const mentionsMe = mentions.includes(myId);
      if (seq > unread.from) {
        const known = unread.known.map((one) => (one.seq === seq ? { seq, mentionsMe } : one));
        return { ...unread, known };
      }
      return mentionsMe || unread.baseMentions > 0 ? { ...unread, sure: false } : unread;
    }
    case 'message-deleted': {
      const { messageSeq } = event.data;
      if (messageSeq <= cursor) return unread;
      if (messageSeq > unread.from) {
        return { ...unread, known: unread.known.filter(({ seq }) => seq !== messageSeq) };
      }
      const sure = unread.sure && unread.baseMentions === 0 && unread.base < LIMITS.UNREAD_CAP;
      return { ...unread, base: Math.max(0, unread.base - 1), sure };
    }
    case 'members-changed':
    case 'room-updated':
    case 'room-deleted':
      return unread;
    default:
      return event satisfies never;
  }
}

/** Over the cap single messages matter no more: the count stays where it is until something is read. */
function capped(unread: Unread): Unread {
  if (unread.known.length <= LIMITS.UNREAD_CAP) return unread;
  const { mention_count } = countsOf(unread);
  const from = unread.known.at(-1)?.seq ?? unread.from;
  return { ...unread, from, base: LIMITS.UNREAD_CAP, baseMentions: mention_count, known: [] };
}
