import type { ClientEventPayload, ServerEventName, ServerEventPayload } from '@kcs/contracts';
import type { Stop } from '../time/stop.ts';
import type { Acknowledgements, AskName } from './socket-types.ts';

/** Why a link is over. `lost`: by accident, or by a server that wants us back. */
export type LinkEnd =
  | { readonly kind: 'lost' }
  /** The server ended the session and said why. */
  | { readonly kind: 'ended'; readonly code: string }
  /** Ended from here. */
  | { readonly kind: 'closed' };

/** What the server told, as one value. */
export type Told = {
  [E in ServerEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[ServerEventName];

/** One connection, from its opening to its end; it never comes back: another one is opened instead. */
export interface Link {
  readonly isOpen: boolean;
  readonly closed: Promise<LinkEnd>;
  /** Waits for the answer. Throws `ApiError`; `UNREACHABLE` when none came in time or the link is over. */
  ask<E extends AskName>(event: E, payload: ClientEventPayload<E>): Promise<Acknowledgements[E]>;
  /** Best effort. */
  tell(event: 'chat-typing', payload: ClientEventPayload<'chat-typing'>): void;
  close(): void;
}

/**
 * Opens a link with a token. Everything that the server tells from its first instant goes to `hear`.
 * Throws `ApiError`: `UNAUTHENTICATED` where the token was refused, else `UNREACHABLE`.
 */
export type OpenLink = (token: string, hear: (told: Told) => void, stop: Stop) => Promise<Link>;
