import type { ChatClient, PendingMessage, Timeline as TimelineState } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { useMemo, useRef } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import type { MessageActionHandlers } from './message-actions.tsx';
import type { RoomBeginningActions } from './room-beginning.tsx';
import { TimelineList } from './timeline-list.tsx';
import { TimelineOverlays } from './timeline-overlays.tsx';
import { TimelineTop } from './timeline-top.tsx';
import { useActiveMessage, useMoveMessageFocus } from './use-active-message.ts';
import { useMessageJumps } from './use-message-jumps.ts';
import { useTimeline } from './use-timeline.ts';
import { useTimelineContent } from './use-timeline-content.ts';
import { useMeasurementAfterRendering, useTimelineView } from './use-timeline-view.ts';
import { useTimelineVirtualizer } from './use-timeline-virtualizer.ts';
import { useUnreadMarker } from './use-unread-marker.ts';
import './timeline.css';

interface TimelineProps extends MessageActionHandlers, RoomBeginningActions {
  readonly room: Room;
}

const NO_PENDING_MESSAGES: readonly PendingMessage[] = [];
const UNLOADED_TIMELINE: Pick<TimelineState, 'messages' | 'changes' | 'hasOlder' | 'hasNewer'> = {
  messages: [],
  changes: [],
  hasOlder: true,
  hasNewer: false,
};

/**
 * Shows the scrollable history of a room. Renders only the messages near the visible area, loads more when the user
 * scrolls, and tells the chat client which messages the user has seen.
 */
export function Timeline({ room, onAddPeople, onRename, ...handlers }: TimelineProps) {
  const chat = useChat();
  const myId = useChatState((state) => state.me.id);
  const timelineState = useChatState((state) => state.timelines[room.id]);
  const pendingMessages = useChatState((state) => state.pending[room.id] ?? NO_PENDING_MESSAGES);
  const scrollBoxRef = useRef<HTMLDivElement>(null);
  const unreadMarker = useUnreadMarker(room.id);
  const timelineItems = useTimelineContent({
    timeline: timelineState ?? UNLOADED_TIMELINE,
    myId,
    pending: pendingMessages,
    separatorAfterSeq: unreadMarker.afterSeq,
  });
  const timelineView = useTimelineView(scrollBoxRef);
  const activeMessage = useActiveMessage(timelineItems, timelineView);
  const timelineScroller = useTimelineVirtualizer(timelineItems, scrollBoxRef, activeMessage.index);
  const { virtualizer } = timelineScroller;
  useMeasurementAfterRendering(timelineView, timelineScroller);
  const moveMessageFocus = useMoveMessageFocus(timelineItems, scrollBoxRef, virtualizer, activeMessage);
  const timelineControls = useTimeline({
    roomId: room.id,
    timeline: timelineState,
    items: timelineItems,
    pendingCount: pendingMessages.length,
    marker: unreadMarker,
    view: timelineView,
    box: scrollBoxRef,
    window: timelineScroller,
  });
  const isTimelineLoaded = timelineState?.loaded ?? false;
  const messageJumps = useMessageJumps({ ...timelineControls, roomId: room.id, isLoaded: isTimelineLoaded });
  const retryFailedLoad = () =>
    void (isTimelineLoaded
      ? loadOlderOrReopen(chat, room.id, timelineState)
      : chat.open(room.id, { at: 'unread' }));

  return (
    <section className="timeline-place" aria-label="Timeline">
      <div className="timeline" ref={scrollBoxRef} onScroll={timelineControls.onScroll}>
        <div className="timeline-content">
          <TimelineList
            room={useRoomForMessageRows(room)}
            items={timelineItems}
            virtualizer={virtualizer}
            top={
              <TimelineTop
                room={room}
                timeline={timelineState}
                onRetry={retryFailedLoad}
                onAddPeople={onAddPeople}
                onRename={onRename}
              />
            }
            highlightedSeq={messageJumps.highlightedSeq}
            activeId={activeMessage.id}
            onFocusChange={activeMessage.onFocusChange}
            onMove={moveMessageFocus}
            {...handlers}
          />
        </div>
      </div>
      <TimelineOverlays
        room={room}
        timeline={timelineState}
        separatorAfterSeq={unreadMarker.afterSeq}
        view={timelineView}
        controls={timelineControls}
        jumps={messageJumps}
        onMarkRead={() => {
          chat.markSeen(room.id, room.last_seq);
          unreadMarker.clear();
        }}
      />
    </section>
  );
}

/** Retries a failed load: loads older messages if there are any, and otherwise opens the room again. */
function loadOlderOrReopen(
  chat: ChatClient,
  roomId: string,
  timeline: TimelineState | undefined,
): Promise<void> {
  return timeline?.hasOlder ? chat.loadOlder(roomId) : chat.open(roomId);
}

/** Returns the room properties that message rows use. Returns the same object until one of these properties changes. */
function useRoomForMessageRows(room: Room): Pick<Room, 'id' | 'room_type' | 'my_role' | 'member_count'> {
  const { id, room_type, my_role, member_count } = room;
  return useMemo(() => ({ id, room_type, my_role, member_count }), [id, room_type, my_role, member_count]);
}
