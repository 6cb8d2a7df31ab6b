import type { ReactNode } from 'react';
import { formatFullDateTime, formatTimeOfDay } from '../ui/times.ts';
import './bubble.css';

interface BubbleProps {
  /** The text of the message. */
  readonly children: ReactNode;
  /** The sender's name and the reply quote, shown above the text. */
  readonly header?: ReactNode;
  readonly time: string;
  readonly isDeleted?: boolean;
  readonly isEdited?: boolean;
  /** The icon after the time that shows the delivery state. */
  readonly deliveryIcon?: ReactNode;
  /** The id of the element that contains the time and the delivery state. */
  readonly metaId?: string | undefined;
}

/** Draws the bubble around a message, with the time in the corner. */
export function Bubble({
  children,
  header,
  time,
  isDeleted = false,
  isEdited = false,
  deliveryIcon,
  metaId,
}: BubbleProps) {
  return (
    <div className={`bubble ${isDeleted ? 'bubble-deleted' : ''}`}>
      {header}
      <div className="bubble-content" dir="auto">
        {children}
        <span className="meta" id={metaId} dir="ltr">
          {isEdited ? <span>edited</span> : null}
          <time dateTime={time} title={formatFullDateTime(time)}>
            {formatTimeOfDay(time)}
          </time>
          {deliveryIcon}
        </span>
      </div>
    </div>
  );
}
