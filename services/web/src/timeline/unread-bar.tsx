import { LIMITS } from '@kcs/contracts';
import { ArrowUp, CheckCheck } from 'lucide-react';
import { shortTime } from '../ui/times.ts';
import './unread-bar.css';

interface UnreadBarProps {
  readonly count: number;
  /** When the first unread message was sent. Undefined if it is not loaded. */
  readonly since: string | undefined;
  /** Whether the first unread message is out of view, so that jumping to it makes sense. */
  readonly canJump: boolean;
  readonly onJump: () => void;
  readonly onMarkRead: () => void;
}

/** Says how many messages are unread, and offers to go to the first one or to mark all as read. */
export function UnreadBar({ count, since, canJump, onJump, onMarkRead }: UnreadBarProps) {
  return (
    <section className="unread-bar" aria-label="Unread messages">
      <span className="unread-bar-text">
        {unreadText(count)}
        {since ? ` since ${shortTime(since, new Date())}` : ''}
      </span>
      {canJump ? (
        <button type="button" onClick={onJump}>
          <ArrowUp aria-hidden="true" />
          <span>Jump to first</span>
        </button>
      ) : null}
      <button type="button" onClick={onMarkRead}>
        <CheckCheck aria-hidden="true" />
        <span>Mark all read</span>
      </button>
    </section>
  );
}

/** Returns, for example, "12 new". The server stops counting at a limit (UNREAD-1). */
export const unreadText = (count: number): string =>
  `${count < LIMITS.UNREAD_CAP ? count : `${LIMITS.UNREAD_CAP}+`} new`;
