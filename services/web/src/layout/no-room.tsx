import { MessagesSquare, SquarePen } from 'lucide-react';

/** What stands beside the list while no room is open. */
export function NoRoom({ onNewRoom }: { readonly onNewRoom: () => void }) {
  return (
    <main className="no-room">
      <span className="no-room-sign">
        <MessagesSquare aria-hidden="true" />
      </span>
      <h2>Pick a conversation</h2>
      <p className="muted">Choose one on the left, or begin a new one.</p>
      <button type="button" className="button" onClick={onNewRoom}>
        <SquarePen aria-hidden="true" /> New conversation
      </button>
    </main>
  );
}
