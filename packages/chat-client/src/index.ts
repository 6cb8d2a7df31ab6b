export { ApiError, asApiError, type ProblemCode } from './api/api-error.ts';
export type { ChatApi } from './api/chat-api.ts';
export type { Page, PageOptions } from './api/page.ts';
export { getLastRequestId, type RestOptions, type RestResult } from './api/rest-client.ts';
export type { ChatClient, ChatOptions } from './chat/chat-client.ts';
export type { ChatEvents } from './chat/chat-events.ts';
export { createChatClient } from './chat/create-chat-client.ts';
export type { Draft } from './chat/draft.ts';
export type { BrowserOutbox } from './outbox/browser/browser-outbox.ts';
export { browserOutbox, indexedDbOutbox } from './outbox/browser/indexed-db-outbox.ts';
export { memoryOutbox } from './outbox/memory-outbox.ts';
export type { Outbox, OutboxChange, OutboxItem } from './outbox/outbox.ts';
export type { TransportName } from './realtime/socket-link.ts';
export { browserSessionStorage } from './session/browser-session-storage.ts';
export { deviceStorage, type GuardedStorage, tabStorage } from './session/guarded-storage.ts';
export { logIn, openSession, type Session, type SessionOptions } from './session/session.ts';
export { memorySessionStorage, type SessionStorage, type StoredSession } from './session/session-storage.ts';
export { type TokenSessionOptions, tokenSession } from './session/token-session.ts';
export type { ChatState, ConnectionState } from './state/chat-state.ts';
export { type MentionLocation, readMentionLocation } from './state/mention-location.ts';
export type { NotificationList } from './state/notification-list.ts';
export { isOwnReaction } from './state/own-reactions.ts';
export { isUndeliverable, isUnsaved, type PendingMessage } from './state/pending-message.ts';
export type { PresenceEntry } from './state/presence.ts';
export {
  collectReaders,
  computeReceipt,
  type Readers,
  type Receipt,
} from './state/receipts.ts';
export { getLastActivity, type RoomEntry } from './state/room-entry.ts';
export { getRoomTitle } from './state/room-title.ts';
export type { Roster } from './state/roster.ts';
export type { Timeline } from './state/timeline.ts';
export type { Typist, Typists } from './state/typing.ts';
