import type { ReactNode } from 'react';
import { clock, fullTime } from '../ui/times.ts';
import './bubble.css';

interface BubbleProps {
  readonly children: ReactNode;
  readonly time: string;
  readonly deleted?: boolean;
  readonly edited?: boolean;
  /** The icon after the time that shows the delivery state. */
  readonly deliveryIcon?: ReactNode;
}

/** The bubble around a message, with its time in the corner. */
export function Bubble({ children, time, deleted = false, edited = false, deliveryIcon }: BubbleProps) {
  return (
    <div className={`bubble ${deleted ? 'bubble-deleted' : ''}`}>
      {children}
      <span className="meta">
        {edited ? <span>edited</span> : null}
        <time dateTime={time} title={fullTime(time)}>
          {clock(time)}
        </time>
        {deliveryIcon}
      </span>
    </div>
  );
}
