import {
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Settings,
  SquareX,
  Video,
  VideoOff,
} from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import './call-controls.css';

interface CallControlsProps {
  readonly isMuted: boolean;
  readonly isCameraOff: boolean;
  readonly isSharing: boolean;
  /** Whether the browser can share the screen. Phones cannot. */
  readonly canShare: boolean;
  readonly isChatShown: boolean;
  readonly unreadCount: number;
  /** Whether the user may end the call for everyone. */
  readonly canEnd: boolean;
  readonly onToggleMicrophone: () => void;
  readonly onToggleCamera: () => void;
  readonly onToggleSharing: () => void;
  readonly onToggleChat: () => void;
  readonly onOpenDevices: () => void;
  readonly onLeave: () => void;
  readonly onEnd: () => void;
}

/** Shows the buttons of a call. */
export function CallControls(props: CallControlsProps) {
  const { isChatShown, unreadCount, canEnd } = props;
  return (
    <fieldset aria-label="Call controls" className="call-controls">
      <MicrophoneButton isMuted={props.isMuted} onToggle={props.onToggleMicrophone} />
      <CameraButton isCameraOff={props.isCameraOff} onToggle={props.onToggleCamera} />
      {props.canShare ? (
        <IconButton
          icon={props.isSharing ? MonitorX : MonitorUp}
          label={props.isSharing ? 'Stop sharing the screen' : 'Share the screen'}
          className={props.isSharing ? 'call-control call-control-on' : 'call-control'}
          onClick={props.onToggleSharing}
        />
      ) : null}
      <span className="call-control-place">
        <IconButton
          icon={MessageSquare}
          label={describeChatButton(isChatShown, unreadCount)}
          className="call-control"
          aria-expanded={isChatShown}
          onClick={props.onToggleChat}
        />
        {unreadCount > 0 && !isChatShown ? <span className="call-control-mark" /> : null}
      </span>
      <IconButton
        icon={Settings}
        label="Devices and shortcuts"
        className="call-control"
        onClick={props.onOpenDevices}
      />
      <Button variant="danger" className="button button-danger call-leave" onClick={props.onLeave}>
        <PhoneOff aria-hidden="true" />
        <span>Leave</span>
      </Button>
      {canEnd ? (
        <IconButton icon={SquareX} label="End for everyone" className="call-control" onClick={props.onEnd} />
      ) : null}
    </fieldset>
  );
}

interface MicrophoneButtonProps {
  readonly isMuted: boolean;
  /** Whether the M key does the same at the moment. */
  readonly hasShortcut?: boolean;
  readonly onToggle: () => void;
}

export function MicrophoneButton({ isMuted, hasShortcut = true, onToggle }: MicrophoneButtonProps) {
  return (
    <IconButton
      icon={isMuted ? MicOff : Mic}
      label={isMuted ? 'Unmute' : 'Mute'}
      {...(hasShortcut && { shortcut: 'M', 'aria-keyshortcuts': 'M' })}
      className={isMuted ? 'call-control call-control-off' : 'call-control'}
      onClick={onToggle}
    />
  );
}

interface CameraButtonProps {
  readonly isCameraOff: boolean;
  readonly onToggle: () => void;
}

export function CameraButton({ isCameraOff, onToggle }: CameraButtonProps) {
  return (
    <IconButton
      icon={isCameraOff ? VideoOff : Video}
      label={isCameraOff ? 'Turn camera on' : 'Turn camera off'}
      shortcut="V"
      aria-keyshortcuts="V"
      className={isCameraOff ? 'call-control call-control-off' : 'call-control'}
      onClick={onToggle}
    />
  );
}

function describeChatButton(isChatShown: boolean, unreadCount: number): string {
  if (isChatShown) return 'Hide call messages';
  return unreadCount > 0 ? `Show call messages, ${unreadCount} unread` : 'Show call messages';
}
