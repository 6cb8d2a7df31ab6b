import { useEffect, useEffectEvent } from 'react';
import { isComposing } from '../ui/is-composing.ts';

/**
 * Calls `onClose` when the user presses Escape while an element that `appliesTo` accepts has the focus. Does nothing if
 * a field, a dialog, or a menu handles the key. Use this hook for panels, because browsers close only native dialogs
 * and popovers on Escape.
 */
export function useCloseOnEscape(onClose: () => void, appliesTo: (target: Node) => boolean): void {
  const closeOnEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
    // Ignore open tooltips. They are popovers too, but Escape does not close them.
    if (document.querySelector('dialog:modal, :popover-open:not(.tooltip)') !== null) return;
    if (appliesTo(event.target as Node)) onClose();
  });
  useEffect(() => {
    const keyDownListener = (event: KeyboardEvent) => closeOnEscape(event);
    document.addEventListener('keydown', keyDownListener);
    return () => document.removeEventListener('keydown', keyDownListener);
  }, []);
}
