import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import type { Toast } from './toast.ts';

const TOAST_DURATION_MS = 7_000;

interface ToastCardProps {
  readonly toast: Toast;
  readonly dismiss: (id: number) => void;
}

export function ToastCard({ toast, dismiss }: ToastCardProps) {
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
