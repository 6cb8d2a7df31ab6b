import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import './token-dialog.css';

interface TokenDialogProps {
  readonly token: string;
  readonly onClose: () => void;
}

/** Shows a service token, which the server does not show again. */
export function TokenDialog({ token, onClose }: TokenDialogProps) {
  return (
    <Dialog title="Copy the token now" onClose={onClose}>
      <div className="dialog-body">
        <p>The token is not shown again. Store it where only the program can read it.</p>
        <p className="token">
          <code>{token}</code>
          <CopyButton text={token} label="Copy the token" />
        </p>
      </div>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
