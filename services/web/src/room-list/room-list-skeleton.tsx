import './room-list-skeleton.css';

const PLACEHOLDER_ROW_KEYS = ['a', 'b', 'c', 'd', 'e'];

/** Shows a placeholder while the room list is loading. */
export function RoomListSkeleton() {
  return (
    <div className="skeletons" role="status">
      <span className="visually-hidden">Loading your conversations…</span>
      {PLACEHOLDER_ROW_KEYS.map((line) => (
        <div key={line} className="skeleton" />
      ))}
    </div>
  );
}
