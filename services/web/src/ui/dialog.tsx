import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from './icon-button.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  /** Called once the dialog is closed, by its cross or by Escape. The parent then stops rendering it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog, open while it is rendered. The browser keeps the focus inside, closes it on Escape, and returns the
 * focus to where it was. The focus starts in the first field, or else on the first button of the footer.
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
    // A dialog that is removed while it is open does not return the focus.
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
