import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { useEffect, useRef } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { Button } from '../ui/button.tsx';
import { useCallController } from './call-controller.ts';
import { describeCallEnd } from './call-end-text.ts';
import './call-bar.css';

interface CallEndNoticeProps {
  readonly calls: Calls;
  readonly state: CallsState;
  /** The title of the call's room. */
  readonly title: string;
}

/**
 * Says why the call has ended, until the user dismisses the notice. Shows nothing if the user left the call. The notice
 * about a removal disappears when the user is added to the room again.
 */
export function CallEndNotice({ calls, state, title }: CallEndNoticeProps) {
  const controller = useCallController();
  const showToastOnFailure = useProblemToast();
  const endNotice = state.end === null ? null : describeCallEnd(state.end, isolateDirection(title));
  const { roomId } = state;
  const isMember = useChatState(({ rooms }) => roomId !== null && rooms[roomId] !== undefined);
  const isEmpty = endNotice === null;
  useEffect(() => {
    if (isEmpty) calls.dismiss();
  }, [calls, isEmpty]);
  const isRemoval = state.end?.reason === 'removed';
  // The notice may appear a moment before the room disappears.
  const hasRoomDisappeared = useRef(false);
  useEffect(() => {
    if (!isMember) hasRoomDisappeared.current = true;
    else if (isRemoval && hasRoomDisappeared.current) calls.dismiss();
  }, [calls, isMember, isRemoval]);
  if (endNotice === null) return null;
  const openPreview = () => {
    if (roomId === null) return;
    goToRoomAddress(roomId);
    void showToastOnFailure(controller.openPreview(roomId));
  };
  return (
    <section className="call-bar" aria-label="The call has ended">
      <p className="call-bar-text" role="alert">
        {endNotice.text}
      </p>
      {endNotice.action === null ? null : (
        <Button variant="primary" onClick={openPreview}>
          {endNotice.action}
        </Button>
      )}
      <Button onClick={calls.dismiss}>Dismiss</Button>
    </section>
  );
}
