import type { LoadedWindow } from './first-unread.ts';

/**
 * Returns the new read cursor: the `seq` of the last seen message that has no unseen message between it and the old
 * `cursor`. The user's own messages and deleted messages do not count as unseen. Returns `cursor` unchanged if the
 * messages directly above it are not loaded.
 */
export function findReadCursor(
  { messages, hasOlder }: LoadedWindow,
  cursor: number,
  myId: string,
  hasSeen: (seq: number) => boolean,
): number {
  const firstLoadedMessage = messages[0];
  if (hasOlder && (firstLoadedMessage === undefined || firstLoadedMessage.seq > cursor + 1)) return cursor;
  let newReadCursor = cursor;
  for (const { seq, sender_id, deleted_at } of messages) {
    if (seq <= cursor) continue;
    if (hasSeen(seq)) newReadCursor = seq;
    else if (sender_id !== myId && deleted_at === null) break;
  }
  return newReadCursor;
}
