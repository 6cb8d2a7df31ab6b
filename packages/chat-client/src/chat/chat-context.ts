import type { ClientEventPayload } from '@kcs/contracts';
import { asApiError, createUnreachableError } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';
import type { Link } from '../realtime/link.ts';
import type { AcknowledgmentByEvent, RequestName } from '../realtime/socket-types.ts';
import type { StateAction } from '../state/action.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { Emitter, InternalEvents } from './chat-events.ts';

/** The state, REST routes, connection, and clock that all parts of a running client share. */
export interface ChatContext {
  readonly store: Store<ChatState, StateAction>;
  readonly api: ChatApi;
  readonly time: Time;
  readonly events: Emitter<InternalEvents>;
  /** Returns the open connection; undefined while the client is disconnected. */
  readonly link: () => Link | undefined;
  /**
   * Fires once, when the client is stopped or its session ends. Every pending wait then ends early, and background work
   * no longer reports failures.
   */
  readonly stopped: Stop;
}

/**
 * Sends a socket request and returns the server's acknowledgment. Throws `ApiError` if the request fails. The error's
 * code is `UNREACHABLE` if the client is disconnected.
 */
export async function sendRequest<E extends RequestName>(
  context: Pick<ChatContext, 'link'>,
  event: E,
  payload: ClientEventPayload<E>,
): Promise<AcknowledgmentByEvent[E]> {
  const openLink = context.link();
  if (!openLink) throw createUnreachableError();
  return openLink.request(event, payload);
}

/** Runs work in the background. If the work fails, the client emits the error as a `problem` event. */
export function runInBackground({ events, stopped }: ChatContext, work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (!stopped.hasFired) events.emit('problem', asApiError(thrown));
  });
}
