import { ArrowDown, CornerDownLeft, X } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { formatUnreadCount } from './unread-bar.tsx';
import './jump-buttons.css';

interface JumpButtonsProps {
  /** Whether the newest messages are out of view. */
  readonly showsEndButton: boolean;
  readonly unreadCount: number;
  readonly onEnd: () => void;
  /** Returns to the place where the user was before the last jump. Null if there is no such place. */
  readonly onBack: (() => void) | null;
  readonly onDismissBack: () => void;
}

/** Shows the buttons that go to the newest messages or back to the place before a jump. */
export function JumpButtons(props: JumpButtonsProps) {
  const { showsEndButton, unreadCount, onEnd, onBack, onDismissBack } = props;
  return (
    <div className="jump-buttons">
      {onBack ? (
        <span className="jump-back">
          <button type="button" onClick={onBack}>
            <CornerDownLeft aria-hidden="true" />
            <span>Back to where you were</span>
          </button>
          <IconButton icon={X} label="Stay here" onClick={onDismissBack} />
        </span>
      ) : null}
      {showsEndButton ? (
        <button type="button" className="to-end" onClick={onEnd}>
          <ArrowDown aria-hidden="true" />
          {unreadCount > 0 ? (
            <span>{formatUnreadCount(unreadCount)}</span>
          ) : (
            <span className="visually-hidden">Go to the newest message</span>
          )}
        </button>
      ) : null}
    </div>
  );
}
