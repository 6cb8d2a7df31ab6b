import type { ReactNode } from 'react';
import { fullDateTime, timeOfDay } from '../ui/times.ts';
import './bubble.css';

interface BubbleProps {
  /** The text of the message. */
  readonly children: ReactNode;
  /** The sender and the quote above the text. */
  readonly header?: ReactNode;
  readonly time: string;
  readonly deleted?: boolean;
  readonly edited?: boolean;
  /** The icon that shows the delivery state. It is placed after the time. */
  readonly deliveryIcon?: ReactNode;
  /** The id of the element with the time and the state. */
  readonly metaId?: string | undefined;
}

/** The bubble that surrounds a message and shows its time in the corner. */
export function Bubble({
  children,
  header,
  time,
  deleted = false,
  edited = false,
  deliveryIcon,
  metaId,
}: BubbleProps) {
  return (
    <div className={`bubble ${deleted ? 'bubble-deleted' : ''}`}>
      {header}
      <div className="bubble-content" dir="auto">
        {children}
        <span className="meta" id={metaId} dir="ltr">
          {edited ? <span>edited</span> : null}
          <time dateTime={time} title={fullDateTime(time)}>
            {timeOfDay(time)}
          </time>
          {deliveryIcon}
        </span>
      </div>
    </div>
  );
}
