import type { Calls, OwnMedia } from '@kcs/chat-client/calls';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { DeviceSelects } from './device-selects.tsx';

interface DevicesDialogProps {
  readonly calls: Calls;
  readonly media: OwnMedia;
  readonly onClose: () => void;
}

/** Lets the user change devices during a call, and lists the keyboard shortcuts of calls. */
export function DevicesDialog({ calls, media, onClose }: DevicesDialogProps) {
  return (
    <Dialog title="Devices and shortcuts" onClose={onClose}>
      <div className="dialog-body">
        <DeviceSelects calls={calls} media={media} />
        <p className="device-hint muted small">
          Press M to mute or unmute, and V to turn the camera on or off. The keys work while no text field has
          the focus.
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
