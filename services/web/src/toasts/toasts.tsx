import { useSyncExternalStore } from 'react';
import { ToastCard } from './toast-card.tsx';
import { useToastBoard } from './toast-context.ts';
import './toasts.css';

/**
 * Shows the toasts. The live region is always rendered, because screen readers announce changes only in a region that
 * already exists.
 */
export function Toasts() {
  const toastBoard = useToastBoard();
  const shownToasts = useSyncExternalStore(toastBoard.subscribe, toastBoard.get);
  return (
    <div className="toasts" role="log" aria-label="Notifications" aria-live="polite">
      {shownToasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} dismiss={toastBoard.dismiss} />
      ))}
    </div>
  );
}
