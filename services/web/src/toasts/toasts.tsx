import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import type { Toast } from './toast.ts';
import { useToastBoard } from './toast-context.ts';
import './toasts.css';

const TOAST_DURATION_MS = 7_000;

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

interface ToastCardProps {
  readonly toast: Toast;
  readonly dismiss: (id: number) => void;
}

function ToastCard({ toast, dismiss }: ToastCardProps) {
  useEffect(() => {
    const dismissTimer = setTimeout(() => dismiss(toast.id), TOAST_DURATION_MS);
    return () => clearTimeout(dismissTimer);
  }, [dismiss, toast.id]);
  const runAction = () => {
    toast.action?.run();
    dismiss(toast.id);
  };
  const isProblem = toast.kind === 'problem';
  const KindIcon = isProblem ? CircleAlert : Info;
  return (
    <div className={`toast toast-${toast.kind}`} role={isProblem ? 'alert' : undefined}>
      <KindIcon aria-hidden="true" />
      <span>{toast.text}</span>
      {toast.action ? (
        <button type="button" className="toast-action" onClick={runAction}>
          {toast.action.label}
        </button>
      ) : null}
      <IconButton icon={X} label="Dismiss" onClick={() => dismiss(toast.id)} />
    </div>
  );
}
