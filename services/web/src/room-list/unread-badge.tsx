import './unread-badge.css';

/** Larger counts are shown as "99+", because the exact number is not useful. */
const MAX_SHOWN_COUNT = 99;

interface UnreadBadgeProps {
  readonly count: number;
  readonly muted: boolean;
}

export function UnreadBadge({ count, muted }: UnreadBadgeProps) {
  if (count === 0) return null;
  return (
    <span className={`badge ${muted ? 'badge-muted' : ''}`}>
      <span>{count > MAX_SHOWN_COUNT ? `${MAX_SHOWN_COUNT}+` : count}</span>
      <span className="visually-hidden"> unread</span>
    </span>
  );
}
