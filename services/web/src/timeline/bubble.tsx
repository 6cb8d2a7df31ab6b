import type { ReactNode } from 'react';
import { fullDateTime, timeOfDay } from '../ui/times.ts';
import './bubble.css';

interface BubbleProps {
  readonly children: ReactNode;
  readonly time: string;
  readonly deleted?: boolean;
  readonly edited?: boolean;
  /** The icon that shows the delivery state. It is placed after the time. */
  readonly deliveryIcon?: ReactNode;
}

/** The bubble that surrounds a message and shows its time in the corner. */
export function Bubble({ children, time, deleted = false, edited = false, deliveryIcon }: BubbleProps) {
  return (
    <div className={`bubble ${deleted ? 'bubble-deleted' : ''}`}>
      {children}
      <span className="meta">
        {edited ? <span>edited</span> : null}
        <time dateTime={time} title={fullDateTime(time)}>
          {timeOfDay(time)}
        </time>
        {deliveryIcon}
      </span>
    </div>
  );
}
