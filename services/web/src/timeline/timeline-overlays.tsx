import type { Timeline } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { useChatState } from '../chat/chat-context.ts';
import { formatDayName } from '../ui/times.ts';
import { useToday } from '../ui/use-today.ts';
import { findFirstUnread } from './first-unread.ts';
import { JumpButtons } from './jump-buttons.tsx';
import { UnreadBar } from './unread-bar.tsx';
import type { MessageJumps } from './use-message-jumps.ts';
import type { TimelineControls } from './use-timeline.ts';
import type { TimelineView } from './use-timeline-view.ts';

interface TimelineOverlaysProps {
  readonly room: Room;
  readonly timeline: Timeline | undefined;
  readonly separatorAfterSeq: number | null;
  readonly view: TimelineView;
  readonly controls: TimelineControls;
  readonly jumps: MessageJumps;
  readonly onMarkRead: () => void;
}

/** Shows the day label, the unread bar, and the jump buttons on top of the messages. */
export function TimelineOverlays(props: TimelineOverlaysProps) {
  const { room, timeline, separatorAfterSeq, view, controls, jumps, onMarkRead } = props;
  const myId = useChatState((state) => state.me.id);
  const today = useToday();
  if (!timeline?.loaded) return null;
  const isAtEnd = view.isAtEnd && !timeline.hasNewer;
  const firstUnreadPlace =
    room.unread_count > 0 ? findFirstUnread(timeline, room.last_seen_seq, myId) : 'none';
  const firstUnreadSeq = typeof firstUnreadPlace === 'object' ? firstUnreadPlace.message.seq : undefined;
  const isFirstUnreadAbove =
    firstUnreadPlace === 'before' || (firstUnreadSeq !== undefined && firstUnreadSeq < (view.firstSeq ?? 0));
  const hasReachedUnread = separatorAfterSeq !== null && separatorAfterSeq < (view.lastSeq ?? 0);
  const isFirstUnreadBelow = room.unread_count > 0 && !isFirstUnreadAbove && !hasReachedUnread;
  const showsUnreadBar = room.unread_count > 0 && (isFirstUnreadAbove || (hasReachedUnread && !isAtEnd));
  const firstVisibleMessage = timeline.messages.find((message) => message.seq === view.firstSeq);
  const goToUnreadOrEnd = () => {
    jumps.forgetOrigin();
    void (isFirstUnreadBelow ? controls.goToUnread() : controls.goTo('end'));
  };
  return (
    <>
      <div className="timeline-above">
        {firstVisibleMessage ? (
          <span className="day-pill" aria-hidden="true">
            {formatDayName(firstVisibleMessage.created_at, today)}
          </span>
        ) : null}
        {showsUnreadBar ? (
          <UnreadBar
            count={room.unread_count}
            since={typeof firstUnreadPlace === 'object' ? firstUnreadPlace.message.created_at : undefined}
            canJump={isFirstUnreadAbove}
            onJump={() => void controls.goToUnread()}
            onMarkRead={onMarkRead}
          />
        ) : null}
      </div>
      <JumpButtons
        showsEndButton={!isAtEnd}
        unreadCount={room.unread_count}
        onEnd={goToUnreadOrEnd}
        onBack={jumps.origin ? jumps.goBack : null}
        onDismissBack={jumps.forgetOrigin}
      />
    </>
  );
}
