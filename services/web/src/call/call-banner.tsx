import type { Room } from '@kcs/contracts';
import { Video } from 'lucide-react';
import { useEffect } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { Button } from '../ui/button.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { canCall, useOpenCall } from './call-button.tsx';
import { useCallController } from './call-controller.ts';
import { useCallsState, useIsInCall, useRunningMeeting } from './use-calls-state.ts';
import './call-banner.css';

/** Shows that a call is running in a room, and a button that joins it. Also looks for a running call in the room. */
export function CallBanner({ room }: { readonly room: Room }) {
  const meeting = useRunningMeeting(room.id);
  const isInThisCall = useIsInCall(room.id);
  const starter = useChatState((state) =>
    state.rosters[room.id]?.members.find(({ user_id }) => user_id === meeting?.created_by),
  );
  const myId = useChatState((state) => state.me.id);
  const { openCall, dialog } = useOpenCall(room.id);
  useWatchRoom(room.id);
  return (
    <div role="status" className="call-banner-place">
      {meeting === undefined || isInThisCall ? null : (
        <div className="call-banner">
          <Video aria-hidden="true" />
          {starter === undefined || starter.user_id === myId ? (
            <p>A call is running.</p>
          ) : (
            <p>
              <PersonName name={starter.name} />
              <span> started a call.</span>
            </p>
          )}
          {canCall() ? (
            <Button variant="primary" onClick={openCall}>
              Join call
            </Button>
          ) : (
            <span className="small">This browser does not support calls. Join in another browser.</span>
          )}
        </div>
      )}
      {dialog}
    </div>
  );
}

/** Keeps the running meeting of a room up to date while the component is mounted. */
function useWatchRoom(roomId: string): void {
  const controller = useCallController();
  const isLoaded = useCallsState((state) => state !== null);
  useEffect(() => {
    if (!isLoaded) return;
    let stopWatching: (() => void) | undefined;
    let isUnmounted = false;
    void controller.load().then((calls) => {
      if (!isUnmounted) stopWatching = calls.watchRoom(roomId);
    });
    return () => {
      isUnmounted = true;
      stopWatching?.();
    };
  }, [controller, isLoaded, roomId]);
}
