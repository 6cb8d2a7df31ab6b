import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { PhoneOff, Video } from 'lucide-react';
import { goToRoomAddress } from '../chat/room-address.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { Button } from '../ui/button.tsx';
import { useCallController } from './call-controller.ts';
import { MicrophoneButton } from './call-controls.tsx';
import './call-bar.css';

interface CallBarProps {
  readonly calls: Calls;
  readonly state: CallsState;
  /** The title of the call's room. */
  readonly title: string;
  /** The number of unread messages in the call. */
  readonly unreadCount: number;
}

/** Shows the call as a bar at the bottom of the page while the page shows something else. */
export function CallBar({ calls, state, title, unreadCount }: CallBarProps) {
  const controller = useCallController();
  const returnToCall = () => {
    controller.setMinimized(false);
    if (state.roomId !== null) goToRoomAddress(state.roomId);
  };
  return (
    <section className="call-bar" aria-label="Current call">
      <Video aria-hidden="true" />
      <p className="call-bar-text">
        <bdi>{replaceDirectionOverrides(title)}</bdi>
        <span className="call-bar-detail">{describeCall(state, unreadCount)}</span>
      </p>
      <MicrophoneButton
        isMuted={!state.media.microphone.isOn}
        hasShortcut={false}
        onToggle={() => void calls.setMuted(state.media.microphone.isOn)}
      />
      <Button onClick={returnToCall}>Return</Button>
      <Button variant="danger" onClick={calls.leave}>
        <PhoneOff aria-hidden="true" />
        <span>Leave</span>
      </Button>
    </section>
  );
}

function describeCall({ phase, participants }: CallsState, unreadCount: number): string {
  if (phase === 'reconnecting') return ' · Reconnecting…';
  const peopleText = ` · ${participants.length + 1} in the call`;
  return unreadCount > 0 ? `${peopleText} · ${unreadCount} unread` : peopleText;
}
