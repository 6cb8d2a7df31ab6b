import type { Message } from '@kcs/contracts';
import { dayOf } from '../ui/times.ts';

/** Messages of one person within this time stand together. */
const GROUP_MS = 5 * 60_000;

/** One row of a timeline: `startsGroup` shows the name, `startsDay` the day, `firstUnread` the line of what is new. */
export interface MessageRow {
  readonly message: Message;
  readonly startsDay: boolean;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
  readonly firstUnread: boolean;
}

/** Lays out messages, ascending by `seq`. What is above `unreadAfter` and not one's own is new. */
export function timelineRows(
  messages: readonly Message[],
  myId: string,
  unreadAfter: number | null,
): readonly MessageRow[] {
  const firstUnread =
    unreadAfter === null
      ? undefined
      : messages.find((message) => message.seq > unreadAfter && message.sender_id !== myId);
  const starts = messages.map((message, index) => {
    const before = messages[index - 1];
    const startsDay = !before || dayOf(new Date(before.created_at)) !== dayOf(new Date(message.created_at));
    const isFirstUnread = message === firstUnread;
    return {
      startsDay,
      isFirstUnread,
      startsGroup: startsDay || isFirstUnread || !together(before, message),
    };
  });
  return messages.map((message, index) => ({
    message,
    startsDay: starts[index]?.startsDay ?? false,
    startsGroup: starts[index]?.startsGroup ?? false,
    firstUnread: starts[index]?.isFirstUnread ?? false,
    endsGroup: starts[index + 1]?.startsGroup ?? true,
  }));
}

const together = (before: Message, message: Message): boolean =>
  before.sender_id === message.sender_id &&
  before.message_type !== 'system' &&
  message.message_type !== 'system' &&
  Date.parse(message.created_at) - Date.parse(before.created_at) < GROUP_MS;
