import { LIMITS } from '@kcs/contracts';
import { ArrowUp, CheckCheck } from 'lucide-react';
import { formatShortTime } from '../ui/times.ts';
import { useToday } from '../ui/use-today.ts';
import './unread-bar.css';

interface UnreadBarProps {
  readonly count: number;
  /** The time when the first unread message was sent. Undefined if that message is not loaded. */
  readonly since: string | undefined;
  /** Whether the first unread message is above the visible area. If so, the bar offers to jump to this message. */
  readonly canJump: boolean;
  readonly onJump: () => void;
  readonly onMarkRead: () => void;
}

/** Shows the number of unread messages, and buttons that jump to the first one or mark all as read. */
export function UnreadBar({ count, since, canJump, onJump, onMarkRead }: UnreadBarProps) {
  const today = useToday();
  return (
    <section className="unread-bar" aria-label="Unread messages">
      <span className="unread-bar-text">
        {formatUnreadCount(count)}
        {since ? ` since ${formatShortTime(since, today)}` : ''}
      </span>
      {canJump ? (
        <button type="button" onClick={onJump}>
          <ArrowUp aria-hidden="true" />
          <span>Jump to first unread</span>
        </button>
      ) : null}
      <button type="button" onClick={onMarkRead}>
        <CheckCheck aria-hidden="true" />
        <span>Mark all as read</span>
      </button>
    </section>
  );
}

/**
 * Returns the unread count as text, such as "12 new". The server stops counting at a limit, which is shown with a plus
 * sign (UNREAD-1).
 */
export const formatUnreadCount = (count: number): string =>
  `${count < LIMITS.UNREAD_CAP ? count : `${LIMITS.UNREAD_CAP}+`} new`;
