import { useEffect, useEffectEvent } from 'react';
import { isComposing } from '../ui/is-composing.ts';

interface CallShortcuts {
  readonly onToggleMicrophone: () => void;
  readonly onToggleCamera: () => void;
}

/**
 * Calls a function when the user presses M or V, as long as no field has the focus and no dialog is open. Other keys
 * that are held at the same time make the press a different shortcut, except Shift.
 */
export function useCallShortcuts({ onToggleMicrophone, onToggleCamera }: CallShortcuts): void {
  const handleKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    if (isInField(event.target) || document.querySelector('dialog:modal') !== null) return;
    const key = event.key.toLowerCase();
    if (key === 'm') onToggleMicrophone();
    else if (key === 'v') onToggleCamera();
  });
  useEffect(() => {
    const keyDownListener = (event: KeyboardEvent) => handleKey(event);
    document.addEventListener('keydown', keyDownListener);
    return () => document.removeEventListener('keydown', keyDownListener);
  }, []);
}

const isInField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
