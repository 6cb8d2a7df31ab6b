import { cursorsOfOthers, type PendingMessage, seenCount } from '@kcs/chat-client';
import type { Message, Room } from '@kcs/contracts';
import { ArrowDown } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useRoomLines } from '../system-messages/use-system-messages.ts';
import { MessageRow } from './message-row.tsx';
import { PendingRow } from './pending-row.tsx';
import { withLines } from './timeline-entries.ts';
import { timelineRows } from './timeline-rows.ts';
import { TimelineTop } from './timeline-top.tsx';
import { useLooking } from './use-page-watched.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';

interface Props {
  readonly room: Room;
  /** Where reading stopped before the room was opened; null where nothing was new. */
  readonly unreadAfter: number | null;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

const NONE_PENDING: readonly PendingMessage[] = [];
const NO_MESSAGES: readonly Message[] = [];

export function Timeline({ room, unreadAfter, onReply, onEdit, onDelete }: Props) {
  const chat = useChat();
  const me = useChatState((state) => state.me);
  const timeline = useChatState((state) => state.timelines[room.id]);
  const pending = useChatState((state) => state.pending[room.id] ?? NONE_PENDING);
  const lines = useRoomLines(room.id);
  const roster = useChatState((state) => state.rosters[room.id]);
  const [activeId, setActiveId] = useState<string | null>(null);
  const messages = timeline?.messages ?? NO_MESSAGES;
  const rows = useMemo(() => timelineRows(messages, me.id, unreadAfter), [messages, me.id, unreadAfter]);
  const hasOlder = timeline?.hasOlder ?? true;
  const entries = useMemo(() => withLines(rows, lines, hasOlder), [rows, lines, hasOlder]);
  const cursors = useMemo(() => cursorsOfOthers(roster, me.id), [roster, me.id]);
  const failed = timeline?.failed ?? false;

  const onNearTop = useCallback(() => {
    if (!failed) void chat.loadOlder(room.id);
  }, [chat, room.id, failed]);
  const onVisible = useCallback((seq: number) => chat.seen(room.id, seq), [chat, room.id]);
  const scroll = useTimelineScroll({
    firstSeq: messages[0]?.seq,
    lastSeq: messages.at(-1)?.seq,
    pendingCount: pending.length,
    looking: useLooking(),
    onNearTop,
    onVisible,
  });
  const focusable = activeId ?? messages.at(-1)?.id;

  return (
    <section className="timeline-place" aria-label="Messages">
      <div className="timeline" ref={scroll.ref} onScroll={scroll.onScroll}>
        <div className="timeline-content">
          <TimelineTop
            timeline={timeline}
            onRetry={() => void (timeline?.loaded ? chat.loadOlder(room.id) : chat.open(room.id))}
          />
          <ol className="rows">
            {entries.map((entry) => {
              if ('line' in entry) {
                return (
                  <li key={entry.line.seq} className="event-line">
                    {entry.line.text}
                  </li>
                );
              }
              const { message } = entry.row;
              return (
                <MessageRow
                  key={message.id}
                  row={entry.row}
                  own={message.sender_id === me.id}
                  myId={me.id}
                  room={room}
                  seen={seenCount(cursors, message.seq)}
                  others={cursors.length}
                  active={message.id === focusable}
                  onActive={setActiveId}
                  onReply={onReply}
                  onEdit={onEdit}
                  onDelete={onDelete}
                />
              );
            })}
            {pending.map((message) => (
              <PendingRow key={message.clientMsgId} message={message} />
            ))}
          </ol>
        </div>
      </div>
      {scroll.atEnd ? null : (
        <button type="button" className="to-end" onClick={scroll.toEnd}>
          <ArrowDown aria-hidden="true" />
          {room.unread_count > 0 ? (
            `${room.unread_count} new`
          ) : (
            <span className="visually-hidden">To the newest</span>
          )}
        </button>
      )}
    </section>
  );
}
