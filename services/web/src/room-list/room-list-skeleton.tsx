const LINES = ['a', 'b', 'c', 'd', 'e'];

/** The list's form until it is there. */
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
