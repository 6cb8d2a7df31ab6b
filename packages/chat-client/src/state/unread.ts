import { LIMITS, type Room, type RoomEvent, type UnknownRoomEvent } from '@kcs/contracts';

/**
 * A room's unread messages (UNREAD-1). Older messages are known only as totals from the server, and newer ones are
 * tracked one by one.
 */
export interface UnreadState {
  /**
   * The `seq` up to which unread messages are known only as totals: the number of messages, and how many of them
   * mention the user.
   */
  readonly totalsUpTo: number;
  readonly totalCount: number;
  readonly totalMentions: number;
  /** All unread messages with a `seq` above `totalsUpTo`. */
  readonly messages: readonly { readonly seq: number; readonly mentionsMe: boolean }[];
  /**
   * Whether the unread counts are certain. They are uncertain after a change to a message that is counted only in the
   * server's totals. The client must then load the room again.
   */
  readonly isCertain: boolean;
}

export const createUnreadState = (room: Room): UnreadState => ({
  totalsUpTo: room.last_seq,
  totalCount: room.unread_count,
  totalMentions: room.mention_count,
  messages: [],
  isCertain: true,
});

/** Returns the unread counts, limited to the unread cap like the counts from the server. */
export function computeUnreadCounts(unread: UnreadState): Pick<Room, 'unread_count' | 'mention_count'> {
  const { totalCount, totalMentions, messages } = unread;
  const mentionCount = messages.filter(({ mentionsMe }) => mentionsMe).length + totalMentions;
  return {
    unread_count: Math.min(LIMITS.UNREAD_CAP, totalCount + messages.length),
    mention_count: Math.min(LIMITS.UNREAD_CAP, mentionCount),
  };
}

/** Moves the user's read cursor to `cursor` and returns the messages that are still unread. */
export function moveUnreadCursor(unread: UnreadState, cursor: number): UnreadState {
  const stillUnreadMessages = unread.messages.filter(({ seq }) => seq > cursor);
  if (cursor >= unread.totalsUpTo)
    return { ...unread, totalCount: 0, totalMentions: 0, messages: stillUnreadMessages };
  return unread.totalCount === 0
    ? { ...unread, messages: stillUnreadMessages }
    : { ...unread, messages: stillUnreadMessages, isCertain: false };
}

/**
 * Applies the room's next event and returns the unread messages. `cursor` is the user's read cursor before that event.
 */
export function applyEventToUnreadState(
  unread: UnreadState,
  event: RoomEvent,
  cursor: number,
  myId: string,
): UnreadState {
  switch (event.kind) {
    case 'message-created': {
      const { seq, sender_id, mentions } = event.data;
      // Sending a message moves the sender's read cursor to it (UNREAD-2).
      if (sender_id === myId) return moveUnreadCursor(unread, seq);
      if (seq <= cursor) return unread;
      return limitToUnreadCap({
        ...unread,
        messages: [...unread.messages, { seq, mentionsMe: mentions.includes(myId) }],
      });
    }
    case 'message-updated': {
      const { seq, sender_id, mentions } = event.data;
      if (sender_id === myId || seq <= cursor) return unread;
      const mentionsMe = mentions.includes(myId);
      if (seq > unread.totalsUpTo) {
        const nextUnreadMessages = unread.messages.map((message) =>
          message.seq === seq ? { seq, mentionsMe } : message,
        );
        return { ...unread, messages: nextUnreadMessages };
      }
      return mentionsMe || unread.totalMentions > 0 ? { ...unread, isCertain: false } : unread;
    }
    case 'message-deleted': {
      const { messageSeq } = event.data;
      if (messageSeq <= cursor) return unread;
      if (messageSeq > unread.totalsUpTo) {
        return { ...unread, messages: unread.messages.filter(({ seq }) => seq !== messageSeq) };
      }
      const areUnreadCountsCertain =
        unread.isCertain && unread.totalMentions === 0 && unread.totalCount < LIMITS.UNREAD_CAP;
      return { ...unread, totalCount: Math.max(0, unread.totalCount - 1), isCertain: areUnreadCountsCertain };
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
function limitToUnreadCap(unread: UnreadState): UnreadState {
  if (unread.messages.length <= LIMITS.UNREAD_CAP) return unread;
  const { mention_count } = computeUnreadCounts(unread);
  const totalsUpTo = unread.messages.at(-1)?.seq ?? unread.totalsUpTo;
  return { ...unread, totalsUpTo, totalCount: LIMITS.UNREAD_CAP, totalMentions: mention_count, messages: [] };
}
