import { useEffect, useEffectEvent } from 'react';
import { addLayer } from './page-history.ts';

/**
 * Calls `close` when the user presses the Back button of the browser or the phone. Use this hook for dialogs and panels
 * that cover the page. While `isActive` is false, the Back button works as usual.
 */
export function useBackToClose(close: () => void, isActive = true): void {
  const closeOnBack = useEffectEvent(close);
  useEffect(() => (isActive ? addLayer({ close: () => closeOnBack() }) : undefined), [isActive]);
}
