import './room-list-skeleton.css';

const LINES = ['a', 'b', 'c', 'd', 'e'];

/** A placeholder that is shown while the room list is loading. */
export function RoomListSkeleton() {
  return (
    <div className="skeletons" role="status">
      <span className="visually-hidden">Loading your conversations…</span>
      {LINES.map((line) => (
        <div key={line} className="skeleton" />
      ))}
    </div>
  );
}
