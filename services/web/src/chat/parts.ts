import { asApiError } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';
import type { ChatSocket } from '../realtime/socket-types.ts';
import type { Action } from '../state/action.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';

/** What every part of the running client works with. */
export interface Parts {
  readonly store: Store<ChatState, Action>;
  readonly api: ChatApi;
  readonly socket: ChatSocket;
  /** Fires when the client stops: waiting ends, and nothing is shown any more. */
  readonly stopped: AbortSignal;
}

/** Tells the user why something did not work. */
export function complain({ store, stopped }: Parts, thrown: unknown): void {
  if (!stopped.aborted)
    store.dispatch({ type: 'noticed', kind: 'problem', text: asApiError(thrown).message });
}
