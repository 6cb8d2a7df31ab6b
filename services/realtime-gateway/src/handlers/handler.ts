import type { ClientEventName, ClientEventPayload } from '@kcs/contracts';
import type { ChatSocket } from '../sockets/socket-state.ts';

/** A client event that passed validation and the rate limit. */
export interface ClientEventCall<E extends ClientEventName = ClientEventName> {
  readonly socket: ChatSocket;
  readonly payload: ClientEventPayload<E>;
  /** The id of this client event, which log lines about it contain. */
  readonly requestId: string;
  /** Sends the answer to the client immediately. Later calls have no effect. */
  reply(answer?: object): void;
}

/**
 * Handles one client event. Throws a `ChatError` to refuse the event. If the handler does not call `reply` and the
 * client passed a callback, the callback gets `{ success: true }`.
 */
export type ClientEventHandler<E extends ClientEventName> = (
  call: ClientEventCall<E>,
) => Promise<void> | void;

export type ClientEventHandlers = { readonly [E in ClientEventName]: ClientEventHandler<E> };
