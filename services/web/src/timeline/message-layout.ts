import type { Message } from '@kcs/contracts';
import { dayNumberOf } from '../ui/times.ts';

/** The maximum time between two consecutive messages in the same group: 5 minutes. */
const MAX_GROUP_PAUSE_MS = 5 * 60_000;

/** A message and the layout of its row: separators, sender name, and avatar. */
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

/** The rows from earlier layouts, keyed by message. */
export type KnownRows = WeakMap<Message, LaidOutMessage>;

/**
 * Groups messages by day and sender. `messages` must be in ascending order of `seq`. The "New" separator appears before
 * `firstUnread`. A row from `known` is reused while its layout stays the same, so that React does not render it again.
 * Adds new rows to `known`.
 */
export function layOutMessages(
  messages: readonly Message[],
  firstUnread: Message | undefined,
  known: KnownRows = new WeakMap(),
): readonly LaidOutMessage[] {
  const rows: LaidOutMessage[] = [];
  let startsDay = true;
  let startsGroup = true;
  for (const [index, message] of messages.entries()) {
    const next = messages[index + 1];
    const nextStartsDay = next !== undefined && parsedTimeOf(next).day !== parsedTimeOf(message).day;
    const nextStartsGroup =
      next === undefined || nextStartsDay || next === firstUnread || !isSameGroup(message, next);
    const row: LaidOutMessage = {
      message,
      startsDay,
      startsGroup,
      endsGroup: nextStartsGroup,
      firstUnread: message === firstUnread,
    };
    const before = known.get(message);
    const kept = before && isEqualRow(before, row) ? before : row;
    known.set(message, kept);
    rows.push(kept);
    startsDay = nextStartsDay;
    startsGroup = nextStartsGroup;
  }
  return rows;
}

interface ParsedTime {
  readonly day: number;
  readonly ms: number;
}

/**
 * Caches the parsed time of each message, because parsing thousands of times takes longer than rendering a new message.
 */
const times = new WeakMap<Message, ParsedTime>();

function parsedTimeOf(message: Message): ParsedTime {
  const known = times.get(message);
  if (known) return known;
  const date = new Date(message.created_at);
  const parsedTime = { day: dayNumberOf(date), ms: date.getTime() };
  times.set(message, parsedTime);
  return parsedTime;
}

const isEqualRow = (one: LaidOutMessage, other: LaidOutMessage): boolean =>
  one.startsDay === other.startsDay &&
  one.startsGroup === other.startsGroup &&
  one.endsGroup === other.endsGroup &&
  one.firstUnread === other.firstUnread;

const isSameGroup = (previous: Message, message: Message): boolean =>
  previous.sender_id === message.sender_id &&
  previous.message_type !== 'system' &&
  message.message_type !== 'system' &&
  parsedTimeOf(message).ms - parsedTimeOf(previous).ms < MAX_GROUP_PAUSE_MS;
