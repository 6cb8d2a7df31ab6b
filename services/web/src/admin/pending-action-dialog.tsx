import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { PendingAction } from './use-pending-action.ts';

interface PendingActionDialogProps {
  readonly pendingAction: PendingAction | null;
  readonly onClose: () => void;
}

/** Asks for the confirmation of an action; renders nothing while no action waits. */
export function PendingActionDialog({ pendingAction, onClose }: PendingActionDialogProps) {
  if (pendingAction === null) return null;
  const { run, ...texts } = pendingAction;
  return <ConfirmDialog {...texts} onConfirm={run} onClose={onClose} />;
}
