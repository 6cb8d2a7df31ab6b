import type { ClientEventPayload, ServerEventName, ServerEventPayload } from '@kcs/contracts';
import type { Stop } from '../time/stop.ts';
import type { Acknowledgments, RequestName } from './socket-types.ts';

/** Why a link ended. */
export type LinkEnd =
  /** The connection broke, or the server closed it and expects the client to reconnect. */
  | { readonly kind: 'lost' }
  /** The server ended the session and sent the reason. */
  | { readonly kind: 'ended'; readonly code: string }
  /** This client closed it. */
  | { readonly kind: 'closed' };

/** An event from the server, as one value. */
export type ServerEvent = {
  [E in ServerEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[ServerEventName];

/** One connection from its opening to its end. It never reconnects; the client opens another link instead. */
export interface Link {
  readonly isOpen: boolean;
  readonly closed: Promise<LinkEnd>;
  /**
   * Sends an event and waits for its acknowledgment. Throws `ApiError`, with the code `UNREACHABLE` if none came in
   * time or the link ended.
   */
  request<E extends RequestName>(event: E, payload: ClientEventPayload<E>): Promise<Acknowledgments[E]>;
  /** Sends an event that may be lost. */
  emit(event: 'chat-typing', payload: ClientEventPayload<'chat-typing'>): void;
  close(): void;
}

/**
 * Opens a link with a token. `onEvent` receives every server event, from the first one on. Throws `ApiError`:
 * `UNAUTHENTICATED` if the token is refused, otherwise `UNREACHABLE`.
 */
export type OpenLink = (token: string, onEvent: (event: ServerEvent) => void, stop: Stop) => Promise<Link>;
