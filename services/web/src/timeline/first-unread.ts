import type { Timeline } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';

export type LoadedWindow = Pick<Timeline, 'messages' | 'hasOlder' | 'hasNewer'>;

/**
 * Where the first unread message is: the message itself if it is loaded, `before` or `after` the loaded messages if it
 * is not, or `none` if there are no unread messages.
 */
export type FirstUnreadPlace = { readonly message: Message } | 'before' | 'after' | 'none';

/**
 * Finds the first unread message: the first message above the read cursor that is from another person and is not
 * deleted. If the message is not loaded, returns whether it is before or after the loaded messages.
 */
export function findFirstUnread(
  { messages, hasOlder, hasNewer }: LoadedWindow,
  cursor: number,
  myId: string,
): FirstUnreadPlace {
  const firstLoadedMessage = messages[0];
  if (hasOlder && firstLoadedMessage !== undefined && firstLoadedMessage.seq > cursor + 1) return 'before';
  const firstUnreadMessage = messages.find(
    (candidate) => candidate.seq > cursor && candidate.sender_id !== myId && candidate.deleted_at === null,
  );
  if (firstUnreadMessage) return { message: firstUnreadMessage };
  return hasNewer ? 'after' : 'none';
}

/** Returns whether `seq` is in the loaded part of the room's history. */
export function windowIncludesSeq({ messages, hasOlder, hasNewer }: LoadedWindow, seq: number): boolean {
  const firstLoadedSeq = messages[0]?.seq ?? 0;
  const lastLoadedSeq = messages.at(-1)?.seq ?? 0;
  return (!hasOlder || firstLoadedSeq <= seq) && (!hasNewer || seq <= lastLoadedSeq);
}
