import type { ClientEventName, ClientEventPayload } from '@kcs/contracts';
import type { ChatSocket } from '../sockets/socket-state.ts';

/** One client event that passed validation and limits. */
export interface Call<E extends ClientEventName = ClientEventName> {
  readonly socket: ChatSocket;
  readonly payload: ClientEventPayload<E>;
  /** Answers, by callback or event; only the first answer counts, and it goes out in the tick of the call. */
  reply(answer?: object): void;
}

/** Without a `reply` of its own the event is answered `{ success: true }`. Throws `ChatError` to refuse. */
export type Handler<E extends ClientEventName> = (call: Call<E>) => Promise<void> | void;

export type Handlers = { readonly [E in ClientEventName]: Handler<E> };
