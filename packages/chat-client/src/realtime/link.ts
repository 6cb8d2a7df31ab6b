import type { ClientEventPayload, ServerEventName, ServerEventPayload } from '@kcs/contracts';
import type { Stop } from '../time/stop.ts';
import type { AcknowledgmentByEvent, RequestName } from './socket-types.ts';

/** The reason why a link ended. */
export type LinkEnd =
  /** The connection was lost, or the server closed it and expects the client to reconnect. */
  | { readonly kind: 'lost' }
  /** The server ended the session or the connection and sent the reason as `code`. */
  | { readonly kind: 'ended'; readonly code: string }
  /**
   * The server is stopping. The client reconnects after `waitMs`, so that clients do not all reconnect at the same time
   * (END-9).
   */
  | { readonly kind: 'drained'; readonly waitMs: number }
  /** The server closed the connection because the user has too many connections (END-11). */
  | { readonly kind: 'evicted' }
  /** This client closed the connection. */
  | { readonly kind: 'closed' };

/** A server event: its name and its payload in one object. */
export type ServerEvent = {
  [E in ServerEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[ServerEventName];

/**
 * One socket connection, from opening to closing. A link never reconnects. To reconnect, the client opens a new link.
 */
export interface Link {
  readonly isOpen: boolean;
  readonly closed: Promise<LinkEnd>;
  /**
   * Sends an event and returns its acknowledgment. Throws an `ApiError` with the code `UNREACHABLE` if the link ends or
   * no acknowledgment arrives in time. Throws the server's error if the acknowledgment contains one.
   */
  request<E extends RequestName>(event: E, payload: ClientEventPayload<E>): Promise<AcknowledgmentByEvent[E]>;
  /** Sends an event without waiting for an acknowledgment. The event may be lost. */
  emit(event: 'chat-typing', payload: ClientEventPayload<'chat-typing'>): void;
  close(): void;
}

/**
 * Opens a link with an access token. `onEvent` receives every server event, beginning with the first one. Throws an
 * `ApiError` with the code `UNAUTHENTICATED` if the server refuses the token, and with `UNREACHABLE` otherwise.
 */
export type LinkOpener = (token: string, onEvent: (event: ServerEvent) => void, stop: Stop) => Promise<Link>;
