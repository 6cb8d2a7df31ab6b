import type { Message } from '@kcs/contracts';
import { dayNumberOf } from '../ui/times.ts';

/** Consecutive messages from one person form a group if they are less than 5 minutes apart. */
const MAX_GROUP_PAUSE_MS = 5 * 60_000;

/** A message and its position in the layout. */
export interface LaidOutMessage {
  readonly message: Message;
  /** Whether a day separator is shown before the message. */
  readonly startsDay: boolean;
  /** Whether the message is the first in its group. The first message shows the sender's name. */
  readonly startsGroup: boolean;
  /** Whether the message is the last in its group. The last message shows the sender's avatar. */
  readonly endsGroup: boolean;
  /** Whether the "New" separator is shown before the message. */
  readonly firstUnread: boolean;
}

/**
 * Groups messages by day and sender. `messages` must be in ascending order of `seq`. Messages from other people are
 * unread if their `seq` is above `unreadAfter`. If `unreadAfter` is null, there are no unread messages.
 */
export function layOutMessages(
  messages: readonly Message[],
  myId: string,
  unreadAfter: number | null,
): readonly LaidOutMessage[] {
  const firstUnread =
    unreadAfter === null
      ? undefined
      : messages.find((message) => message.seq > unreadAfter && message.sender_id !== myId);
  const boundaries = messages.map((message, index) => {
    const previous = messages[index - 1];
    const startsDay =
      !previous || dayNumberOf(new Date(previous.created_at)) !== dayNumberOf(new Date(message.created_at));
    const isFirstUnread = message === firstUnread;
    return {
      startsDay,
      isFirstUnread,
      startsGroup: startsDay || isFirstUnread || !isSameGroup(previous, message),
    };
  });
  return messages.map((message, index) => ({
    message,
    startsDay: boundaries[index]?.startsDay ?? false,
    startsGroup: boundaries[index]?.startsGroup ?? false,
    firstUnread: boundaries[index]?.isFirstUnread ?? false,
    endsGroup: boundaries[index + 1]?.startsGroup ?? true,
  }));
}

const isSameGroup = (previous: Message, message: Message): boolean =>
  previous.sender_id === message.sender_id &&
  previous.message_type !== 'system' &&
  message.message_type !== 'system' &&
  Date.parse(message.created_at) - Date.parse(previous.created_at) < MAX_GROUP_PAUSE_MS;
