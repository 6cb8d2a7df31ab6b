import { getRoomTitle } from '@kcs/chat-client';
import { canPost, type Room } from '@kcs/contracts';
import { Video } from 'lucide-react';
import { useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useCallController } from './call-controller.ts';
import { isInCall, useCallsState, useIsInCall, useRunningMeeting } from './use-calls-state.ts';
import './call-mark.css';

/**
 * Shows the button that starts the call of a room, joins the running call, or returns to it. In an announcement room,
 * only those who may post can start a call.
 */
export function CallButton({ room }: { readonly room: Room }) {
  const controller = useCallController();
  const isRunning = useRunningMeeting(room.id) !== undefined;
  const isInThisCall = useIsInCall(room.id);
  const peopleCount = useCallsState((state) => (state?.participants.length ?? 0) + 1);
  const { openCall, dialog } = useOpenCall(room.id);
  if (!canCall() || room.peer?.active === false) return null;
  if (!canPost(room) && !isRunning && !isInThisCall) return null;
  const notInCallLabel = isRunning ? 'Join call' : 'Start a call';
  return (
    <>
      <IconButton
        icon={Video}
        label={isInThisCall ? `Return to call, ${peopleCount} in the call` : notInCallLabel}
        className={isRunning || isInThisCall ? 'call-running' : ''}
        onClick={() => (isInThisCall ? controller.setMinimized(false) : openCall())}
      />
      {dialog}
    </>
  );
}

/**
 * Returns a function that opens the preview of a room's call, and a dialog to render. The dialog asks for confirmation
 * if the user is in the call of another room.
 */
export function useOpenCall(roomId: string) {
  const controller = useCallController();
  const showToastOnFailure = useProblemToast();
  const [isConfirming, setConfirming] = useState(false);
  const currentRoomId = useCallsState((state) =>
    state !== null && isInCall(state) && state.roomId !== roomId ? state.roomId : null,
  );
  const currentRoom = useChatState((state) =>
    currentRoomId === null ? undefined : state.rooms[currentRoomId]?.summary,
  );
  const openPreview = () => void showToastOnFailure(controller.openPreview(roomId));
  const currentTitle = currentRoom
    ? `“${isolateDirection(getRoomTitle(currentRoom))}”`
    : 'another conversation';
  return {
    openCall: () => (currentRoomId === null ? openPreview() : setConfirming(true)),
    dialog: isConfirming ? (
      <ConfirmDialog
        title="Leave the other call?"
        text={`You are in a call in ${currentTitle}. You can be in only one call in this window.`}
        action="Leave it"
        onConfirm={openPreview}
        onClose={() => setConfirming(false)}
      />
    ) : null,
  };
}

/** Returns whether the browser supports calls. Some schools turn off the feature (WebRTC) that calls need. */
export const canCall = (): boolean => typeof RTCPeerConnection !== 'undefined';
