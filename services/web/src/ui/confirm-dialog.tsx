import { Button } from './button.tsx';
import { Dialog, DialogFooter } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  /** The verb on the confirm button. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before an action that the user may regret. */
export function ConfirmDialog({ title, text, action, onConfirm, onClose }: ConfirmDialogProps) {
  const confirm = () => {
    onConfirm();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="dialog-body">{text}</p>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" onClick={confirm}>
          {action}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
