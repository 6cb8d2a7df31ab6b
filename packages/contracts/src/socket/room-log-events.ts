import Type from 'typebox';
import { RoomId } from '../ids.ts';
import { Message, ReactionChange } from '../message.ts';
import {
  MembersChangedEventData,
  MessageDeletedEventData,
  NewlyMentionedUserIds,
  RoomDeletedEventData,
  RoomUpdatedEventData,
  UnknownRoomEvent,
} from '../room-event.ts';
import { Seq, Timestamp } from '../time.ts';

const seqField = { seq: Seq };

/** The server events that carry an event of a room's log. */
export const ROOM_LOG_EVENTS = {
  'new-chat-message': Type.Object(
    { type: Type.Literal('new_message'), data: Message, timestamp: Timestamp, ...seqField },
    { description: 'A member sent a message in a joined room.' },
  ),
  'chat-message-updated': Type.Object(
    {
      type: Type.Literal('message_updated'),
      data: Message,
      timestamp: Timestamp,
      ...seqField,
      reaction: Type.Optional(ReactionChange),
      newly_mentioned: Type.Optional(NewlyMentionedUserIds),
    },
    {
      description:
        'A message was edited or its reactions changed. `data` is the current message. `reaction` is present if a reaction was added or removed. `newly_mentioned` is present if an edit added mentions.',
    },
  ),
  'chat-message-deleted': Type.Object(
    {
      type: Type.Literal('message_deleted'),
      data: MessageDeletedEventData,
      timestamp: Timestamp,
      ...seqField,
    },
    { description: 'A message was deleted. Its content is removed for everyone.' },
  ),
  'room-members-changed': Type.Object(
    { ...MembersChangedEventData.properties, ...seqField },
    {
      description:
        'Members were added or removed, or their roles changed. A removed user receives this event on every socket, and no later event of the room.',
    },
  ),
  'chat-room-updated': Type.Object(
    { ...RoomUpdatedEventData.properties, ...seqField },
    {
      description:
        'The room was renamed, or its post policy changed. Sent to every socket of every member. `postPolicy` is present only if the policy changed.',
    },
  ),
  'chat-room-deleted': Type.Object(
    { ...RoomDeletedEventData.properties, ...seqField },
    {
      description:
        'The room was deleted. Sent to every socket of every member, as the last event of the room.',
    },
  ),
  'room-event': Type.Object(
    {
      seq: Seq,
      kind: UnknownRoomEvent.properties.kind,
      roomId: RoomId,
      data: UnknownRoomEvent.properties.data,
      timestamp: Timestamp,
    },
    {
      description:
        'An event in a joined room of a kind that only a newer server version knows. The event takes a seq like any other event. Clients that do not know its `kind` ignore its data.',
    },
  ),
} as const;

/** The server events that carry a persisted room event. */
export type PersistedSocketEventName =
  | 'new-chat-message'
  | 'chat-message-updated'
  | 'chat-message-deleted'
  | 'room-members-changed'
  | 'chat-room-updated'
  | 'chat-room-deleted'
  | 'room-event';
