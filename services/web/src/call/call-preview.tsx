import { type ReactNode, useEffect, useRef } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { CameraButton, MicrophoneButton } from './call-controls.tsx';
import { LevelMeter } from './level-meter.tsx';
import { StreamVideo } from './stream-video.tsx';
import './call-preview.css';

interface CallPreviewProps {
  readonly title: string;
  readonly user: { readonly id: string; readonly name: string };
  /** The picture of the user's camera; null while the camera is off or unavailable. */
  readonly video: MediaStream | null;
  /** The sound of the user's microphone; null while the microphone is muted or unavailable. */
  readonly audio: MediaStream | null;
  readonly isMuted: boolean;
  readonly isCameraOff: boolean;
  /** Texts that say why a device cannot be used, and what to do. */
  readonly deviceProblems: readonly string[];
  /** Whether the browser is opening the camera or the microphone. It may be asking the user for permission. */
  readonly isStarting: boolean;
  /** Whether the user is in this call in another window of this browser. */
  readonly isInOtherWindow: boolean;
  readonly isJoining: boolean;
  /** The label of the button that joins, such as "Start call". */
  readonly joinLabel: string;
  /** The lists from which the user chooses devices. */
  readonly children: ReactNode;
  readonly onToggleMicrophone: () => void;
  readonly onToggleCamera: () => void;
  readonly onJoin: () => void;
  readonly onCancel: () => void;
}

/** Shows how the user will appear in a call before they join. The user can join without a camera or microphone. */
export function CallPreview({ children, ...props }: CallPreviewProps) {
  const joinButtonRef = useRef<HTMLButtonElement>(null);
  // This effect runs after the dialog has focused its first footer button, and moves the focus to the button that
  // joins.
  useEffect(() => joinButtonRef.current?.focus(), []);
  return (
    <Dialog title={props.title} onClose={props.onCancel} className="call-preview">
      <div className="call-preview-body">
        <div className="call-preview-picture">
          {props.video === null ? (
            <Avatar id={props.user.id} name={props.user.name} />
          ) : (
            <StreamVideo stream={props.video} mirrored />
          )}
          <fieldset className="call-preview-buttons" aria-label="Microphone and camera">
            <MicrophoneButton isMuted={props.isMuted} onToggle={props.onToggleMicrophone} />
            <CameraButton isCameraOff={props.isCameraOff} onToggle={props.onToggleCamera} />
          </fieldset>
        </div>
        {props.audio === null ? null : <LevelMeter stream={props.audio} />}
        <PreviewNotes {...props} />
        {children}
      </div>
      <DialogFooter>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button ref={joinButtonRef} variant="primary" disabled={props.isJoining} onClick={props.onJoin}>
          {props.isJoining ? 'Joining…' : props.joinLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

type PreviewNotesProps = Pick<
  CallPreviewProps,
  'isMuted' | 'isCameraOff' | 'isStarting' | 'deviceProblems' | 'isInOtherWindow'
>;

function PreviewNotes(props: PreviewNotesProps) {
  const { isMuted, isCameraOff, isStarting, deviceProblems, isInOtherWindow } = props;
  return (
    <div className="call-preview-notes small" role="status">
      {deviceProblems.map((text) => (
        <p key={text} className="call-preview-problem">
          {text}
        </p>
      ))}
      {isInOtherWindow ? (
        <p className="muted">
          You are already in this call in another window. If you join here as well, you appear twice.
        </p>
      ) : null}
      <p className="muted">
        {isStarting
          ? 'Starting your camera and microphone. If the browser asks, allow them.'
          : describeEntrance(isMuted, isCameraOff)}
      </p>
    </div>
  );
}

function describeEntrance(isMuted: boolean, isCameraOff: boolean): string {
  if (isMuted && isCameraOff) return 'You will join muted and without a picture.';
  if (isMuted) return 'You will join muted.';
  return isCameraOff ? 'You will join without a picture.' : 'Others will see and hear you.';
}
