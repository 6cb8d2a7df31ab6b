import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { useChatState } from '../chat/chat-context.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { CallPreview } from './call-preview.tsx';
import { DeviceSelects } from './device-selects.tsx';
import { describeMediaProblem } from './media-problem.ts';
import { useIsInOtherWindow } from './use-call-lock.ts';
import { useCallShortcuts } from './use-call-shortcuts.ts';

interface PreviewDialogProps {
  readonly calls: Calls;
  readonly state: CallsState;
  /** The title of the room. */
  readonly title: string;
}

/** Shows the preview of a call, until the user joins or cancels. */
export function PreviewDialog({ calls, state, title }: PreviewDialogProps) {
  const me = useChatState((chatState) => chatState.me);
  const { media, roomId } = state;
  const { microphone, camera } = media;
  const runningMeeting = roomId === null ? undefined : state.running[roomId];
  const isInOtherWindow = useIsInOtherWindow(runningMeeting?.id);
  const toggleMicrophone = () => void calls.setMuted(microphone.isOn);
  const toggleCamera = () => void calls.setCamera(!camera.isOn);
  useCallShortcuts({ onToggleMicrophone: toggleMicrophone, onToggleCamera: toggleCamera });
  const deviceProblems = [
    microphone.problem && describeMediaProblem('microphone', microphone.problem),
    camera.problem && describeMediaProblem('camera', camera.problem),
  ].filter((text) => text !== null);
  const join = () => {
    if (roomId !== null) void calls.join(roomId);
  };
  // The dialog also closes when the call begins, so leave only if the user has closed the dialog.
  const cancel = () => {
    const { phase } = calls.getState();
    if (phase === 'preview' || phase === 'joining') calls.leave();
  };
  return (
    <CallPreview
      title={`${runningMeeting ? 'Join the call' : 'Start a call'} in “${isolateDirection(title)}”`}
      user={me}
      video={media.cameraStream}
      audio={microphone.isOn ? media.audioStream : null}
      isMuted={!microphone.isOn}
      isCameraOff={!camera.isOn}
      isStarting={microphone.isStarting || camera.isStarting}
      deviceProblems={[...new Set(deviceProblems)]}
      isInOtherWindow={isInOtherWindow}
      isJoining={state.phase === 'joining'}
      joinLabel={runningMeeting ? 'Join call' : 'Start call'}
      onToggleMicrophone={toggleMicrophone}
      onToggleCamera={toggleCamera}
      onJoin={join}
      onCancel={cancel}
    >
      <DeviceSelects calls={calls} media={media} />
    </CallPreview>
  );
}
