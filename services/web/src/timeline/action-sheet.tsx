import type { Message } from '@kcs/contracts';
import { Copy, X } from 'lucide-react';
import { type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { copyText } from '../ui/copy-text.ts';
import { useBackToClose } from '../ui/use-back-to-close.ts';
import type { MessageAction } from './message-actions.tsx';
import { QuickReactions } from './quick-reactions.tsx';
import './action-sheet.css';

interface ActionSheetProps {
  readonly message: Message;
  readonly actions: readonly MessageAction[];
  /** A copy of the message bubble, shown above the actions. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/**
 * Shows the actions for a message on a touch screen, in a modal sheet at the bottom of the window. A copy of the
 * message appears above the sheet, so that the user sees which message the actions affect.
 */
export function ActionSheet({ message, actions, children, onClose }: ActionSheetProps) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialogElement = dialogRef.current;
    dialogElement?.showModal();
    // Close the dialog before React removes it. Otherwise, the browser does not return the focus to the previously
    // focused element.
    return () => dialogElement?.close();
  }, []);
  const closeSheet = () => dialogRef.current?.close();
  useBackToClose(closeSheet);
  // Only a press that starts on the backdrop closes the sheet, because the click at the end of the long press that
  // opened the sheet must not close it.
  const closeOnBackdropPress = (event: PointerEvent) => event.target === dialogRef.current && closeSheet();
  const closeSheetAndRun = (run: () => void) => {
    // Close the sheet before running the action, so that the action can move the focus.
    closeSheet();
    run();
  };
  const sheetActions = [
    ...actions,
    { label: 'Copy text', icon: Copy, run: () => void copyText(message.content ?? '') },
    { label: 'Cancel', icon: X, run: () => undefined },
  ];
  return (
    <dialog
      ref={dialogRef}
      className="action-sheet"
      aria-label="Message actions"
      onClose={onClose}
      onPointerDown={closeOnBackdropPress}
    >
      <div className="lifted-message">{children}</div>
      <QuickReactions message={message} onPicked={closeSheet} />
      <div className="sheet-actions">
        {sheetActions.map(({ label, icon: Icon, run }) => (
          <button key={label} type="button" className="sheet-action" onClick={() => closeSheetAndRun(run)}>
            <Icon aria-hidden="true" />
            <span>{label}</span>
          </button>
        ))}
      </div>
    </dialog>
  );
}
