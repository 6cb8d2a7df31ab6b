import './room-list-skeleton.css';

const LINES = ['a', 'b', 'c', 'd', 'e'];

/** The placeholder for the room list until it is loaded. */
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
