import { formatDayName } from '../ui/times.ts';
import { useToday } from '../ui/use-today.ts';
import './separators.css';

/** Shows the day on which the following messages were sent. */
export function DaySeparator({ time }: { readonly time: string }) {
  const today = useToday();
  return (
    <div className="day-line">
      <span>{formatDayName(time, today)}</span>
    </div>
  );
}

/** Shows where the new messages begin. */
export function UnreadSeparator() {
  return (
    <div className="new-line">
      <span>New</span>
    </div>
  );
}
