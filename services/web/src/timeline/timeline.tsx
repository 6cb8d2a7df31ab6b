import type { ChatClient, PendingMessage, Timeline as TimelineState } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { useMemo, useRef } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import type { MessageHandlers } from './message-actions.tsx';
import type { RoomActions } from './room-beginning.tsx';
import { TimelineList } from './timeline-list.tsx';
import { TimelineOverlays } from './timeline-overlays.tsx';
import { TimelineTop } from './timeline-top.tsx';
import { useActiveMessage, useMoveFocus } from './use-active-message.ts';
import { useMessageJumps } from './use-message-jumps.ts';
import { useTimeline } from './use-timeline.ts';
import { useTimelineContent } from './use-timeline-content.ts';
import { useTimelineView } from './use-timeline-view.ts';
import { useTimelineVirtualizer } from './use-timeline-virtualizer.ts';
import { useUnreadMarker } from './use-unread-marker.ts';
import './timeline.css';

interface TimelineProps extends MessageHandlers, RoomActions {
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
  const timeline = useChatState((state) => state.timelines[room.id]);
  const pending = useChatState((state) => state.pending[room.id] ?? NO_PENDING_MESSAGES);
  const box = useRef<HTMLDivElement>(null);
  const marker = useUnreadMarker(room.id);
  const items = useTimelineContent({
    timeline: timeline ?? UNLOADED_TIMELINE,
    myId,
    pending,
    separatorAfterSeq: marker.afterSeq,
  });
  const view = useTimelineView(box);
  const active = useActiveMessage(items, view);
  const window = useTimelineVirtualizer(items, box, active.index);
  const { virtualizer } = window;
  const moveFocus = useMoveFocus(items, box, virtualizer, active);
  const controls = useTimeline({
    roomId: room.id,
    timeline,
    items,
    pendingCount: pending.length,
    marker,
    view,
    box,
    window,
  });
  const isLoaded = timeline?.loaded ?? false;
  const jumps = useMessageJumps({ ...controls, roomId: room.id, isLoaded });
  const retry = () =>
    void (isLoaded ? retryLoading(chat, room.id, timeline) : chat.open(room.id, { at: 'unread' }));

  return (
    <section className="timeline-place" aria-label="Timeline">
      <div className="timeline" ref={box} onScroll={controls.onScroll}>
        <div className="timeline-content">
          <TimelineList
            room={useStableRoom(room)}
            items={items}
            virtualizer={virtualizer}
            top={
              <TimelineTop
                room={room}
                timeline={timeline}
                onRetry={retry}
                onAddPeople={onAddPeople}
                onRename={onRename}
              />
            }
            highlightedSeq={jumps.highlightedSeq}
            activeId={active.id}
            onFocusChange={active.onFocusChange}
            onMove={moveFocus}
            {...handlers}
          />
        </div>
      </div>
      <TimelineOverlays
        room={room}
        timeline={timeline}
        separatorAfterSeq={marker.afterSeq}
        view={view}
        controls={controls}
        jumps={jumps}
        onMarkRead={() => {
          chat.markSeen(room.id, room.last_seq);
          marker.clear();
        }}
      />
    </section>
  );
}

/** Retries a failed load: loads older messages if there are any, and otherwise opens the room again. */
function retryLoading(chat: ChatClient, roomId: string, timeline: TimelineState | undefined): Promise<void> {
  return timeline?.hasOlder ? chat.loadOlder(roomId) : chat.open(roomId);
}

/** Returns the room properties that message rows use. Returns the same object until one of these properties changes. */
function useStableRoom(room: Room): Pick<Room, 'id' | 'room_type' | 'my_role' | 'member_count'> {
  const { id, room_type, my_role, member_count } = room;
  return useMemo(() => ({ id, room_type, my_role, member_count }), [id, room_type, my_role, member_count]);
}
