import type { SystemMessage } from '../system-messages/system-message-log.ts';
import type { LaidOutMessage } from './message-layout.ts';

/** One entry of a timeline: a message or a system message. */
type TimelineEntry = { readonly row: LaidOutMessage } | { readonly systemMessage: SystemMessage };

/**
 * Merges system messages into the message rows, in ascending order of `seq`. `hasOlder` says that older messages are
 * not loaded yet. In this case, system messages before the first loaded message are left out.
 */
export function mergeSystemMessages(
  rows: readonly LaidOutMessage[],
  systemMessages: readonly SystemMessage[],
  hasOlder: boolean,
): readonly TimelineEntry[] {
  const oldestSeq = hasOlder ? (rows[0]?.message.seq ?? Number.POSITIVE_INFINITY) : 0;
  const entries: TimelineEntry[] = [];
  const remaining = systemMessages.filter(({ seq }) => seq > oldestSeq);
  for (const row of rows) {
    for (let next = remaining[0]; next && next.seq < row.message.seq; next = remaining[0]) {
      entries.push({ systemMessage: next });
      remaining.shift();
    }
    entries.push({ row });
  }
  return [...entries, ...remaining.map((systemMessage) => ({ systemMessage }))];
}
