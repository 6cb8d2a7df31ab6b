import type { RoomLine } from '../system-messages/system-message-log.ts';
import type { MessageRow } from './timeline-rows.ts';

/** One entry of a timeline: `line` where it is a change of the room itself. */
export type TimelineEntry = { readonly row: MessageRow } | { readonly line: RoomLine };

/** Puts lines at their places among the messages, by `seq`; those above what is loaded are left out. */
export function withLines(
  rows: readonly MessageRow[],
  lines: readonly RoomLine[],
  hasOlder: boolean,
): readonly TimelineEntry[] {
  const from = hasOlder ? (rows[0]?.message.seq ?? Number.POSITIVE_INFINITY) : 0;
  const entries: TimelineEntry[] = [];
  let next = lines.findIndex(({ seq }) => seq > from);
  if (next < 0) next = lines.length;
  for (const row of rows) {
    for (let line = lines[next]; line && line.seq < row.message.seq; line = lines[next]) {
      entries.push({ line });
      next += 1;
    }
    entries.push({ row });
  }
  for (const line of lines.slice(next)) entries.push({ line });
  return entries;
}
