import { type PendingMessage, readersOf, receiptOf } from '@kcs/chat-client';
import type { Message, Room } from '@kcs/contracts';
import { useMemo, useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useSystemMessages } from '../system-messages/system-message-context.ts';
import type { MessageHandlers } from './message-actions.tsx';
import { layOutMessages } from './message-layout.ts';
import { MessageRow } from './message-row.tsx';
import { PendingRow } from './pending-row.tsx';
import { mergeSystemMessages } from './timeline-entries.ts';
import './timeline-list.css';

interface TimelineListProps extends MessageHandlers {
  readonly room: Room;
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly pending: readonly PendingMessage[];
  readonly unreadAfter: number | null;
}

/** Lists the stored messages and the system messages in order, followed by the pending messages. */
export function TimelineList({
  room,
  messages,
  hasOlder,
  pending,
  unreadAfter,
  ...handlers
}: TimelineListProps) {
  const myId = useChatState((state) => state.me.id);
  const roster = useChatState((state) => state.rosters[room.id]);
  const systemMessages = useSystemMessages(room.id);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const rows = useMemo(() => layOutMessages(messages, myId, unreadAfter), [messages, myId, unreadAfter]);
  const entries = useMemo(
    () => mergeSystemMessages(rows, systemMessages, hasOlder),
    [rows, systemMessages, hasOlder],
  );
  const readers = useMemo(() => readersOf(roster, myId), [roster, myId]);
  const receiptProps = (seq: number) => {
    const { seen, recipients } = receiptOf(readers, seq);
    // If not all members are loaded, nobody can tell whether all of them have seen the message.
    return { seen, others: readers.complete ? recipients : room.member_count - 1 };
  };
  const activeId = focusedId ?? messages.at(-1)?.id;
  return (
    <div className="rows" role="feed" aria-label="Messages">
      {entries.map((entry) =>
        'systemMessage' in entry ? (
          <div key={entry.systemMessage.seq} className="system-message">
            {entry.systemMessage.text}
          </div>
        ) : (
          <MessageRow
            key={entry.row.message.id}
            row={entry.row}
            myId={myId}
            room={room}
            {...receiptProps(entry.row.message.seq)}
            active={entry.row.message.id === activeId}
            onActive={setFocusedId}
            {...handlers}
          />
        ),
      )}
      {pending.map((message) => (
        <PendingRow key={message.clientMsgId} message={message} />
      ))}
    </div>
  );
}
