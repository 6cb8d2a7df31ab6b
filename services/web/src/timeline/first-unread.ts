import type { Timeline } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';

type Window = Pick<Timeline, 'messages' | 'hasOlder' | 'hasNewer'>;

/** Where the first message above a read cursor is, compared with the loaded messages. */
export type UnreadPlace = { readonly message: Message } | 'before' | 'after' | 'none';

/** Returns the first message of another person above `cursor`, or where it must be if it is not loaded. */
export function firstUnread(
  { messages, hasOlder, hasNewer }: Window,
  cursor: number,
  myId: string,
): UnreadPlace {
  const first = messages[0];
  if (hasOlder && first !== undefined && first.seq > cursor + 1) return 'before';
  const message = messages.find(
    (one) => one.seq > cursor && one.sender_id !== myId && one.deleted_at === null,
  );
  if (message) return { message };
  return hasNewer ? 'after' : 'none';
}

/** Returns whether the window includes the place of `seq`. */
export function includesSeq({ messages, hasOlder, hasNewer }: Window, seq: number): boolean {
  const first = messages[0]?.seq ?? 0;
  const last = messages.at(-1)?.seq ?? 0;
  return (!hasOlder || first <= seq) && (!hasNewer || seq <= last);
}

/**
 * Returns how far the user has seen everything. From `cursor` on, each message must be one that `wasSeen` accepts, one
 * of the user's own, or deleted. Returns `cursor` if messages directly above it are not loaded.
 */
export function seenUpTo(
  { messages, hasOlder }: Window,
  cursor: number,
  myId: string,
  wasSeen: (seq: number) => boolean,
): number {
  const first = messages[0];
  if (hasOlder && (first === undefined || first.seq > cursor + 1)) return cursor;
  let reached = cursor;
  for (const { seq, sender_id, deleted_at } of messages) {
    if (seq <= cursor) continue;
    if (wasSeen(seq)) reached = seq;
    else if (sender_id !== myId && deleted_at === null) break;
  }
  return reached;
}
