import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from './icon-button.tsx';
import { useBackToClose } from './use-back-to-close.ts';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  /** Called after the user has closed the dialog. The parent must then stop rendering the dialog. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
}

/**
 * Shows a modal dialog that is open while it is rendered. The focus starts in the first field or, if there is no field,
 * on the first button in the footer. The browser keeps the focus inside the dialog. Escape and the Back button close
 * the dialog, and the browser then restores the previous focus.
 */
export function Dialog({ title, onClose, children, className = '' }: DialogProps) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialogElement = dialogRef.current;
    if (dialogElement === null) return;
    dialogElement.showModal();
    const firstField = dialogElement.querySelector('input');
    firstField?.select();
    (firstField ?? dialogElement.querySelector<HTMLElement>('footer button'))?.focus();
    // Close the dialog before React removes it. Otherwise, the browser does not return the focus to the previously
    // focused element.
    return () => dialogElement.close();
  }, []);
  useBackToClose(() => dialogRef.current?.close());
  return (
    <dialog ref={dialogRef} className={`dialog ${className}`} aria-labelledby={titleId} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon={X} label="Close" onClick={() => dialogRef.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}

/** Shows the row of buttons at the bottom of a dialog. */
export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return <footer className="dialog-foot">{children}</footer>;
}
