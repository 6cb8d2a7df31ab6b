import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from './icon-button.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  /** Called when the dialog was closed with its close button or Escape. The parent must then stop rendering it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog that is open while it is rendered. The browser keeps the focus inside, closes the dialog on Escape,
 * and then restores the focus. Initially, the focus is in the first field, or on the first button of the footer if
 * there is no field.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    dialog.showModal();
    const field = dialog.querySelector('input');
    field?.select();
    (field ?? dialog.querySelector<HTMLElement>('footer button'))?.focus();
    // Close the dialog first, because a dialog that is removed while it is open does not restore the focus.
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon={X} label="Close" onClick={() => ref.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}

/** The buttons of a dialog. */
export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return <footer className="dialog-foot">{children}</footer>;
}
