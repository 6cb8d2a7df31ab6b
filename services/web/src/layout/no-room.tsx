import { MessagesSquare, SquarePen } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import './no-room.css';

/** While no room is open, asks the user to pick a conversation or start a new one. */
export function NoRoomPrompt({ onNewRoom }: { readonly onNewRoom: () => void }) {
  return (
    <main className="no-room" tabIndex={-1}>
      <span className="no-room-sign">
        <MessagesSquare aria-hidden="true" />
      </span>
      <h2>Pick a conversation</h2>
      <p className="muted">Choose one on the left, or start a new one.</p>
      <Button onClick={onNewRoom}>
        <SquarePen aria-hidden="true" />
        <span>New conversation</span>
      </Button>
    </main>
  );
}
