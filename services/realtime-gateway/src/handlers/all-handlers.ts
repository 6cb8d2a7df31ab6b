import { type AuthHandlersOptions, authHandlers } from './auth.ts';
import type { Handlers } from './handler.ts';
import { meetingHandlers } from './meetings.ts';
import { type MessageHandlersOptions, messageHandlers } from './messages.ts';
import { type PresenceHandlersOptions, presenceHandlers } from './presence.ts';
import { type ReceiptHandlersOptions, receiptHandlers } from './receipts.ts';
import { type RoomHandlersOptions, roomHandlers } from './rooms.ts';
import { type TypingHandlersOptions, typingHandlers } from './typing.ts';

type AllHandlersOptions = RoomHandlersOptions &
  MessageHandlersOptions &
  ReceiptHandlersOptions &
  TypingHandlersOptions &
  PresenceHandlersOptions &
  AuthHandlersOptions;

/** Returns the handlers of all client events (SOCK-6). */
export function allHandlers(options: AllHandlersOptions): Handlers {
  return {
    ...roomHandlers(options),
    ...messageHandlers(options),
    ...receiptHandlers(options),
    ...typingHandlers(options),
    ...presenceHandlers(options),
    ...authHandlers(options),
    ...meetingHandlers(),
  };
}
