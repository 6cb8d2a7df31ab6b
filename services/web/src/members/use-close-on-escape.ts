import { useEffect, useEffectEvent } from 'react';

/**
 * Calls `onClose` on Escape, wherever the focus is. The members panel is not a dialog, so the browser does not close
 * it. Fields, dialogs and menus that handle the key themselves take precedence.
 */
export function useCloseOnEscape(onClose: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('dialog:modal, :popover-open') === null) onClose();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
