import type { Calls, CallsState } from '@kcs/chat-client/calls';
import type { Room } from '@kcs/contracts';
import { useSyncExternalStore } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useBackToClose } from '../ui/use-back-to-close.ts';
import { CallAnnouncer } from './call-announcer.tsx';
import { CallBar } from './call-bar.tsx';
import { useCallController } from './call-controller.ts';
import { CallPanel } from './call-panel.tsx';
import { StreamAudio } from './stream-audio.tsx';
import { useCallLock } from './use-call-lock.ts';
import { useCallMessages } from './use-call-messages.ts';

interface ActiveCallProps {
  readonly calls: Calls;
  readonly state: CallsState;
  /** The room of the call. Undefined if the user is no longer a member. */
  readonly room: Room | undefined;
  readonly title: string;
  /** Whether the page shows the room of the call. */
  readonly isRoomOpen: boolean;
}

/**
 * Plays the sound of the call that the user is in, and shows the call: in place of the room's messages, or as a bar if
 * the page shows another room or the user has hidden the call.
 */
export function ActiveCall({ calls, state, room, title, isRoomOpen }: ActiveCallProps) {
  const controller = useCallController();
  const myId = useChatState(({ me }) => me.id);
  const isMinimized = useSyncExternalStore(controller.subscribe, controller.isMinimized);
  const isPanelShown = isRoomOpen && !isMinimized;
  const messages = useCallMessages(state.messages, isPanelShown);
  useCallLock(state.meeting?.id ?? null);
  useBackToClose(() => controller.setMinimized(true), isPanelShown);
  const isManager = room?.my_role === 'owner' || room?.my_role === 'admin';
  return (
    <>
      {state.participants.map(({ id, audio }) =>
        audio === null ? null : (
          <StreamAudio key={id} stream={audio} speakerId={state.media.speakerId ?? ''} />
        ),
      )}
      <CallAnnouncer people={state.participants} />
      {isPanelShown ? (
        <CallPanel
          calls={calls}
          state={state}
          title={title}
          unreadRoomMessages={room?.unread_count ?? 0}
          messages={messages}
          canEnd={isManager || state.meeting?.created_by === myId}
        />
      ) : (
        <CallBar calls={calls} state={state} title={title} unreadCount={messages.unreadCount} />
      )}
    </>
  );
}
