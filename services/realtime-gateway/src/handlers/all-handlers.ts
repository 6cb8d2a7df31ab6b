import { type AuthHandlersOptions, createAuthHandlers } from './auth.ts';
import type { ClientEventHandlers } from './handler.ts';
import { createMeetingHandlers, type MeetingHandlersOptions } from './meetings.ts';
import { createMessageHandlers, type MessageHandlersOptions } from './messages.ts';
import { createPresenceHandlers, type PresenceHandlersOptions } from './presence.ts';
import { createReceiptHandlers, type ReceiptHandlersOptions } from './receipts.ts';
import { createRoomHandlers, type RoomHandlersOptions } from './rooms.ts';
import { createTypingHandlers, type TypingHandlersOptions } from './typing.ts';

type AllHandlersOptions = RoomHandlersOptions &
  MessageHandlersOptions &
  ReceiptHandlersOptions &
  TypingHandlersOptions &
  PresenceHandlersOptions &
  AuthHandlersOptions &
  MeetingHandlersOptions;

/** Returns the handlers of all client events (SOCK-6). */
export function createAllHandlers(options: AllHandlersOptions): ClientEventHandlers {
  return {
    ...createRoomHandlers(options),
    ...createMessageHandlers(options),
    ...createReceiptHandlers(options),
    ...createTypingHandlers(options),
    ...createPresenceHandlers(options),
    ...createAuthHandlers(options),
    ...createMeetingHandlers(options),
  };
}
