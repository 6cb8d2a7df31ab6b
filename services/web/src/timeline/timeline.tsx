import type { PendingMessage } from '@kcs/chat-client';
import type { Message, Room } from '@kcs/contracts';
import { ArrowDown } from 'lucide-react';
import { useCallback } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import type { MessageHandlers } from './message-actions.tsx';
import { TimelineList } from './timeline-list.tsx';
import { TimelineTop } from './timeline-top.tsx';
import { usePageAttention } from './use-page-attention.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';
import './timeline.css';

interface TimelineProps extends MessageHandlers {
  readonly room: Room;
  /** The user's read cursor when the room was opened; null if there were no unread messages. */
  readonly unreadAfter: number | null;
}

const NO_PENDING: readonly PendingMessage[] = [];
const NO_MESSAGES: readonly Message[] = [];

/**
 * Shows the scrollable history of a room. Loads older messages when the user scrolls up, and tells the chat client
 * which messages the user has seen.
 */
export function Timeline({ room, unreadAfter, ...handlers }: TimelineProps) {
  const chat = useChat();
  const timeline = useChatState((state) => state.timelines[room.id]);
  const pending = useChatState((state) => state.pending[room.id] ?? NO_PENDING);
  const messages = timeline?.messages ?? NO_MESSAGES;
  const failed = timeline?.failed ?? false;

  const onNearTop = useCallback(() => {
    if (!failed) void chat.loadOlder(room.id);
  }, [chat, room.id, failed]);
  const onVisible = useCallback((seq: number) => chat.markSeen(room.id, seq), [chat, room.id]);
  const retry = () => void (timeline?.loaded ? chat.loadOlder(room.id) : chat.open(room.id));
  const scroll = useTimelineScroll({
    firstSeq: messages[0]?.seq,
    lastSeq: messages.at(-1)?.seq,
    pendingCount: pending.length,
    hasAttention: usePageAttention(),
    onNearTop,
    onVisible,
  });

  return (
    <section className="timeline-place" aria-label="Messages">
      <div className="timeline" ref={scroll.ref} onScroll={scroll.onScroll}>
        <div className="timeline-content">
          <TimelineTop timeline={timeline} onRetry={retry} />
          <TimelineList
            room={room}
            messages={messages}
            hasOlder={timeline?.hasOlder ?? true}
            pending={pending}
            unreadAfter={unreadAfter}
            {...handlers}
          />
        </div>
      </div>
      {scroll.atEnd ? null : (
        <ScrollToEndButton unreadCount={room.unread_count} onClick={scroll.scrollToEnd} />
      )}
    </section>
  );
}

interface ScrollToEndButtonProps {
  readonly unreadCount: number;
  readonly onClick: () => void;
}

function ScrollToEndButton({ unreadCount, onClick }: ScrollToEndButtonProps) {
  return (
    <button type="button" className="to-end" onClick={onClick}>
      <ArrowDown aria-hidden="true" />
      {unreadCount > 0 ? (
        `${unreadCount} new`
      ) : (
        <span className="visually-hidden">Go to the newest message</span>
      )}
    </button>
  );
}
