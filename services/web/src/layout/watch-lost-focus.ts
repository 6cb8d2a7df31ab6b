import { focusMainPart } from './focus-main.ts';

/**
 * Moves the focus to the main content when the focused element disappears, for example because the user discards a
 * message or dismisses a toast. Otherwise, the next press of the Tab key would start at the top of the page. Returns a
 * function that stops watching the focus.
 */
export function watchLostFocus(): () => void {
  let lastFocusedNode: Node | null = null;
  const rememberFocusedNode = ({ target }: FocusEvent) => {
    lastFocusedNode = target as Node;
  };
  const isFocusLost = () => lastFocusedNode?.isConnected === false;
  const restoreFocus = () => {
    if (isFocusLost()) focusMainPart();
  };
  // Wait for the next task, because the browser may be about to focus another element.
  const removalObserver = new MutationObserver(() => {
    if (isFocusLost()) setTimeout(restoreFocus);
  });
  document.addEventListener('focusin', rememberFocusedNode);
  removalObserver.observe(document.body, { childList: true, subtree: true });
  return () => {
    lastFocusedNode = null;
    document.removeEventListener('focusin', rememberFocusedNode);
    removalObserver.disconnect();
  };
}
