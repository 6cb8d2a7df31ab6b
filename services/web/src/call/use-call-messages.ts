import type { CallMessage } from '@kcs/chat-client/calls';
import { useEffect, useState } from 'react';

/** The messages of a call, and whether the panel with the messages is open. */
export interface CallMessages {
  readonly list: readonly CallMessage[];
  readonly isShown: boolean;
  /** The number of messages from others that arrived while the panel was closed. */
  readonly unreadCount: number;
  readonly setShown: (isShown: boolean) => void;
}

/** Counts the unread messages of a call. The user sees new messages only while `isCallShown` is true. */
export function useCallMessages(list: readonly CallMessage[], isCallShown: boolean): CallMessages {
  const [isShown, setShown] = useState(false);
  const [lastSeenId, setLastSeenId] = useState<string | undefined>(undefined);
  const newestId = list.at(-1)?.id;
  const isReading = isShown && isCallShown;
  useEffect(() => {
    if (isReading) setLastSeenId(newestId);
  }, [isReading, newestId]);
  const unreadMessages = list.slice(list.findIndex(({ id }) => id === lastSeenId) + 1);
  return {
    list,
    isShown,
    unreadCount: isReading ? 0 : unreadMessages.filter(({ isOwn }) => !isOwn).length,
    setShown,
  };
}
