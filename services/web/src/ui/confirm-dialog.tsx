import { Button } from './button.tsx';
import { Dialog, DialogFooter } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  /** The label of the confirm button, such as "Delete". */
  readonly action: string;
  /** Whether the user can easily undo the action. If not, the confirm button has the danger color. */
  readonly harmless?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks for confirmation before an action that the user may regret. */
export function ConfirmDialog({
  title,
  text,
  action,
  harmless = false,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const confirmAndClose = () => {
    onConfirm();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="dialog-body">{text}</p>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant={harmless ? 'primary' : 'danger'} onClick={confirmAndClose}>
          {action}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
