import type { ClientEventPayload } from '@kcs/contracts';
import { asApiError, unreachable } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';
import type { Link } from '../realtime/link.ts';
import type { Acknowledgements, AskName } from '../realtime/socket-types.ts';
import type { Action } from '../state/action.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { ChatEvents, Emitter } from './chat-events.ts';

/** What every part of the running client works with. */
export interface Parts {
  readonly store: Store<ChatState, Action>;
  readonly api: ChatApi;
  readonly time: Time;
  readonly events: Emitter<ChatEvents>;
  /** The connection, while there is one. */
  readonly link: () => Link | undefined;
  /** Over when the client stops: waiting ends, and nothing is told any more. */
  readonly stopped: Stop;
}

/** Asks over the connection. Throws `ApiError`; `UNREACHABLE` where there is none. */
export async function ask<E extends AskName>(
  parts: Pick<Parts, 'link'>,
  event: E,
  payload: ClientEventPayload<E>,
): Promise<Acknowledgements[E]> {
  const link = parts.link();
  if (!link) throw unreachable();
  return link.ask(event, payload);
}

/** Lets work go on in the background; what will not work is told as a problem. */
export function inBackground({ events, stopped }: Parts, work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (!stopped.isOver) events.emit('problem', asApiError(thrown));
  });
}
