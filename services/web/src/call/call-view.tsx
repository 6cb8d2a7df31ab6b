import { getRoomTitle } from '@kcs/chat-client';
import type { Calls } from '@kcs/chat-client/calls';
import type { Room } from '@kcs/contracts';
import { useState, useSyncExternalStore } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { ActiveCall } from './active-call.tsx';
import { CallEndNotice } from './call-end-notice.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { isInCall } from './use-calls-state.ts';

interface CallViewProps {
  readonly calls: Calls;
  /** The id of the room that the page shows. */
  readonly openRoomId: string | null;
}

/** Shows the user's call in every phase, from the preview to the notice that says why the call ended. */
export function CallView({ calls, openRoomId }: CallViewProps) {
  const state = useSyncExternalStore(calls.subscribe, calls.getState);
  const room = useChatState(({ rooms }) => (state.roomId ? rooms[state.roomId]?.summary : undefined));
  const title = useLastTitle(room);
  if (state.phase === 'preview' || state.phase === 'joining')
    return <PreviewDialog calls={calls} state={state} title={title} />;
  if (state.phase === 'ended') return <CallEndNotice calls={calls} state={state} title={title} />;
  if (!isInCall(state)) return null;
  return (
    <ActiveCall
      key={state.meeting?.id}
      calls={calls}
      state={state}
      room={room}
      title={title}
      isRoomOpen={state.roomId === openRoomId}
    />
  );
}

/** Returns the title of the call's room. Keeps the title if the user is no longer a member of the room. */
function useLastTitle(room: Room | undefined): string {
  const [lastTitle, setLastTitle] = useState('the conversation');
  const title = room === undefined ? lastTitle : getRoomTitle(room);
  if (title !== lastTitle) setLastTitle(title);
  return title;
}
