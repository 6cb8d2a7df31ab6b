import { useEffect, useEffectEvent } from 'react';
import { isComposing } from '../ui/is-composing.ts';

interface CallShortcuts {
  readonly onToggleMicrophone: () => void;
  readonly onToggleCamera: () => void;
}

/**
 * Calls a function when the user presses M or V, unless a field has the focus or a dialog other than the preview is
 * open. A press together with Ctrl, Alt, or the Command key is a different shortcut.
 */
export function useCallShortcuts({ onToggleMicrophone, onToggleCamera }: CallShortcuts): void {
  const handleKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    if (isInField(event.target) || document.querySelector('dialog:modal:not(.call-preview)') !== null) return;
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
