import { dayName } from '../ui/times.ts';
import './separators.css';

/** Shows the day on which the following messages were sent. */
export function DayLine({ time }: { readonly time: string }) {
  return (
    <div className="day-line">
      <span>{dayName(time, new Date())}</span>
    </div>
  );
}

/** Shows where the new messages begin. */
export function NewLine() {
  return (
    <div className="new-line">
      <span>New</span>
    </div>
  );
}
