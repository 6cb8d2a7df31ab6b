import type { DeadLetter } from '@kcs/contracts';
import { wrapText } from '../output/format-lines.ts';

/** Returns a dead letter for people: its id, source, and time, and its reason on the following lines. */
export function formatDeadLetter({ id, source, created_at, replayable, reason }: DeadLetter): string {
  const note = replayable ? '' : ' (only the beginning is kept)';
  return `${wrapText(`${id} ${source} ${created_at}${note}`)}\n${wrapText(reason, '  ')}`;
}
