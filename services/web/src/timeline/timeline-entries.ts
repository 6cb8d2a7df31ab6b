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
  const from = hasOlder ? (rows[0]?.message.seq ?? Number.POSITIVE_INFINITY) : 0;
  const entries: TimelineEntry[] = [];
  const rest = systemMessages.filter(({ seq }) => seq > from);
  for (const row of rows) {
    for (let next = rest[0]; next && next.seq < row.message.seq; next = rest[0]) {
      entries.push({ systemMessage: next });
      rest.shift();
    }
    entries.push({ row });
  }
  return [...entries, ...rest.map((systemMessage) => ({ systemMessage }))];
}
