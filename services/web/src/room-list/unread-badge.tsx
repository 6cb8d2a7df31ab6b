import './unread-badge.css';

/** Larger counts are shown as "99+", because the exact number is not useful. */
const MAX_SHOWN_UNREAD_COUNT = 99;

interface UnreadBadgeProps {
  readonly count: number;
  /** The number of unread messages that mention the user. */
  readonly mentions: number;
  /** Whether the unread messages do not notify the user. If so, their number is less prominent. */
  readonly quiet: boolean;
}

/** Shows the number of unread messages, and an "@" if some of them mention the user. */
export function UnreadBadge({ count, mentions, quiet }: UnreadBadgeProps) {
  if (count === 0) return null;
  return (
    <>
      {mentions > 0 ? (
        <span className="badge" title="You were mentioned">
          <span aria-hidden="true">@</span>
          <span className="visually-hidden">You were mentioned. </span>
        </span>
      ) : null}
      <span className={`badge ${quiet ? 'badge-quiet' : ''}`}>
        <span>{count > MAX_SHOWN_UNREAD_COUNT ? `${MAX_SHOWN_UNREAD_COUNT}+` : count}</span>
        <span className="visually-hidden"> unread</span>
      </span>
    </>
  );
}
