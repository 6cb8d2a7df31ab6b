import type { RoomEvent } from '@kcs/contracts';
import { describeChange } from '../judge/describe-change.ts';
import type { LogEntry } from '../judge/room-log.ts';

/** Returns the parts of a room event that the judge compares with what clients did. */
export function toLogEntry(event: RoomEvent): LogEntry {
  const entryWithoutMessage = { seq: event.seq, messageId: null, clientMsgId: null };
  switch (event.kind) {
    case 'message-created':
      return { seq: event.seq, messageId: event.data.id, clientMsgId: event.data.client_msg_id };
    case 'message-updated': {
      const { id, content } = event.data;
      return {
        ...entryWithoutMessage,
        change: describeChange({ type: 'edited', messageId: id, content: content ?? '' }),
      };
    }
    case 'message-deleted':
      return {
        ...entryWithoutMessage,
        change: describeChange({ type: 'deleted', messageId: event.data.messageId }),
      };
    case 'room-updated':
      return { ...entryWithoutMessage, change: describeChange({ type: 'renamed', name: event.data.name }) };
    case 'members-changed':
      return {
        ...entryWithoutMessage,
        added: event.data.added.map(({ userId }) => userId),
        removed: event.data.removed,
      };
    default:
      return entryWithoutMessage;
  }
}
