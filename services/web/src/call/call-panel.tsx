import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { Minimize2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { CallChat } from './call-chat.tsx';
import { useCallController } from './call-controller.ts';
import { CallControls } from './call-controls.tsx';
import { CallGrid } from './call-grid.tsx';
import { CallNotes } from './call-notes.tsx';
import { createOtherTile, createOwnTile, OWN_TILE_ID } from './create-tiles.ts';
import { DevicesDialog } from './devices-dialog.tsx';
import type { CallMessages } from './use-call-messages.ts';
import { useCallShortcuts } from './use-call-shortcuts.ts';
import { useSpeakingIds } from './use-speaking-ids.ts';
import './call-panel.css';

interface CallPanelProps {
  readonly calls: Calls;
  readonly state: CallsState;
  /** The title of the call's room. */
  readonly title: string;
  /** The number of unread messages in the room. */
  readonly unreadRoomMessages: number;
  readonly messages: CallMessages;
  /** Whether the user may end the call for everyone. */
  readonly canEnd: boolean;
}

/** Shows the call in place of the room's messages. */
export function CallPanel(props: CallPanelProps) {
  const { calls, state, title, unreadRoomMessages, messages, canEnd } = props;
  const controller = useCallController();
  const me = useChatState((chatState) => chatState.me);
  const showToastOnFailure = useProblemToast();
  const speakingIds = useSpeakingIds(calls, state);
  const [dialog, setDialog] = useState<'devices' | 'end' | null>(null);
  const panelRef = useRef<HTMLElement>(null);
  // Move the focus to the call, because the button that had the focus is covered or gone.
  useEffect(() => panelRef.current?.focus(), []);
  const { media } = state;
  const toggleMicrophone = () => void calls.setMuted(media.microphone.isOn);
  const toggleCamera = () => void calls.setCamera(!media.camera.isOn);
  useCallShortcuts({ onToggleMicrophone: toggleMicrophone, onToggleCamera: toggleCamera });
  return (
    <main className="call" aria-label="Call" ref={panelRef} tabIndex={-1}>
      <header className="call-head">
        <h1 dir="auto">{replaceDirectionOverrides(title)}</h1>
        <IconButton
          icon={Minimize2}
          label={describeMinimizeButton(unreadRoomMessages)}
          onClick={() => controller.setMinimized(true)}
        />
      </header>
      <div className="call-body">
        <CallGrid
          others={state.participants.map((person) => createOtherTile(person, speakingIds.has(person.id)))}
          own={createOwnTile(state, me, speakingIds.has(OWN_TILE_ID))}
        />
        {messages.isShown ? (
          <CallChat
            messages={messages.list}
            isOffline={state.phase === 'reconnecting'}
            onSend={(content) => showToastOnFailure(calls.sendChat(content))}
            onClose={() => messages.setShown(false)}
          />
        ) : null}
      </div>
      <CallNotes state={state} />
      <CallControls
        isMuted={!media.microphone.isOn}
        isCameraOff={!media.camera.isOn}
        isSharing={media.screenStream !== null}
        canShare={media.canShareScreen}
        isChatShown={messages.isShown}
        unreadCount={messages.unreadCount}
        canEnd={canEnd}
        onToggleMicrophone={toggleMicrophone}
        onToggleCamera={toggleCamera}
        onToggleSharing={() => (media.screenStream === null ? void calls.shareScreen() : calls.stopSharing())}
        onToggleChat={() => messages.setShown(!messages.isShown)}
        onOpenDevices={() => setDialog('devices')}
        onLeave={calls.leave}
        onEnd={() => setDialog('end')}
      />
      {dialog === 'devices' ? (
        <DevicesDialog calls={calls} media={media} onClose={() => setDialog(null)} />
      ) : null}
      {dialog === 'end' ? (
        <ConfirmDialog
          title="End the call for everyone?"
          text="Everyone leaves the call. You can start a new one at any time."
          action="End the call"
          onConfirm={() => void showToastOnFailure(calls.endForAll())}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </main>
  );
}

const describeMinimizeButton = (unreadRoomMessages: number): string =>
  unreadRoomMessages > 0 ? `Show the conversation, ${unreadRoomMessages} unread` : 'Show the conversation';
