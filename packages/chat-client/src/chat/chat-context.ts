import type { ClientEventPayload } from '@kcs/contracts';
import { asApiError, unreachable } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';
import type { Link } from '../realtime/link.ts';
import type { Acknowledgments, RequestName } from '../realtime/socket-types.ts';
import type { Action } from '../state/action.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { Emitter, InternalEvents } from './chat-events.ts';

/** The state, connection and clock that every part of a running client shares. */
export interface ChatContext {
  readonly store: Store<ChatState, Action>;
  readonly api: ChatApi;
  readonly time: Time;
  readonly events: Emitter<InternalEvents>;
  /** Returns the open connection, if there is one. */
  readonly link: () => Link | undefined;
  /** Fires when the client stops. All waiting then ends, and nothing more is emitted. */
  readonly stopped: Stop;
}

/** Sends a request over the connection. Throws `ApiError`, with the code `UNREACHABLE` if there is no connection. */
export async function request<E extends RequestName>(
  context: Pick<ChatContext, 'link'>,
  event: E,
  payload: ClientEventPayload<E>,
): Promise<Acknowledgments[E]> {
  const link = context.link();
  if (!link) throw unreachable();
  return link.request(event, payload);
}

/** Lets the work continue in the background. A failure is emitted as `problem`. */
export function inBackground({ events, stopped }: ChatContext, work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (!stopped.isOver) events.emit('problem', asApiError(thrown));
  });
}
