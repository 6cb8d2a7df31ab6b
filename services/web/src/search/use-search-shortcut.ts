import { useEffect, useEffectEvent } from 'react';
import { isComposing } from '../ui/is-composing.ts';

/** Whether the browser runs on an Apple device, where shortcuts use the Command key. */
const isAppleDevice = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keyboard shortcut that opens the search, as text for a tooltip. */
export const SEARCH_SHORTCUT_TEXT = isAppleDevice ? '⌘K' : 'Ctrl+K';

/** Calls `onSearch` when the user presses the search shortcut anywhere on the page, unless a dialog is open. */
export function useSearchShortcut(onSearch: () => void): void {
  const searchOnShortcut = useEffectEvent((event: KeyboardEvent) => {
    if (!isSearchShortcut(event) || isComposing(event)) return;
    event.preventDefault();
    if (!event.repeat && document.querySelector('dialog:modal') === null) onSearch();
  });
  useEffect(() => {
    const keyDownListener = (event: KeyboardEvent) => searchOnShortcut(event);
    document.addEventListener('keydown', keyDownListener);
    return () => document.removeEventListener('keydown', keyDownListener);
  }, []);
}

function isSearchShortcut({ key, code, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if ((isAppleDevice ? !metaKey : !ctrlKey) || altKey || shiftKey) return false;
  // On a keyboard without Latin letters, recognize the K key by its position.
  return key.toLowerCase() === 'k' || (code === 'KeyK' && !/^[a-z]$/i.test(key));
}
