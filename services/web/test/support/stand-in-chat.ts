import {
  ApiError,
  type ChatClient,
  type ChatEvents,
  type ChatState,
  type ProblemCode,
} from '@kcs/chat-client';

/** A recorded call of a chat client method. The name of a `chat.api` call has a prefix, as in `api.edit`. */
export interface MethodCall {
  readonly method: string;
  readonly args: readonly unknown[];
}

/**
 * The response from a client method. `value` is the response to every call. `values` are the responses to successive
 * calls; the last one is used for all further calls. `error` rejects every call. With `held`, calls wait until the test
 * sets another response.
 */
export type MethodAnswer =
  | { readonly value: unknown }
  | { readonly values: readonly unknown[] }
  | { readonly error: { readonly code: ProblemCode; readonly message: string } }
  | { readonly held: true };

/**
 * A stand-in for the chat client on the test page. A test sets its state, emits its events, reads the recorded method
 * calls, and sets the responses of its methods. Methods without a set response resolve to undefined.
 */
export class StandInChat {
  readonly calls: MethodCall[] = [];
  readonly client: ChatClient;
  readonly #answers = new Map<string, MethodAnswer>();
  readonly #waiting = new Map<string, (answer: MethodAnswer) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #eventListeners = new Map<string, (value: never) => void>();
  #state: ChatState;

  constructor(state: ChatState) {
    this.#state = state;
    const standInMethods = {
      getState: () => this.#state,
      subscribe: (listener: () => void) => {
        this.#stateListeners.add(listener);
        return () => this.#stateListeners.delete(listener);
      },
      on: (name: string, listener: (value: never) => void) => {
        this.#eventListeners.set(name, listener);
        return () => this.#eventListeners.delete(name);
      },
      markSeen: (roomId: string, seq: number) => this.#markSeen(roomId, seq),
      api: this.createRecorder('api.', {}),
    };
    this.client = this.createRecorder('', standInMethods) as unknown as ChatClient;
  }

  setState(changes: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...changes };
    for (const listener of this.#stateListeners) listener();
  }

  emit<E extends keyof ChatEvents>(name: E, value: ChatEvents[E]): void {
    this.#eventListeners.get(name)?.(value as never);
  }

  answer(method: string, answer: MethodAnswer): void {
    this.#answers.set(method, answer);
    this.#waiting.get(method)?.(answer);
    this.#waiting.delete(method);
  }

  /**
   * Moves the read cursor immediately, as the real client does. Assumes that every message above the old read cursor is
   * unread.
   */
  #markSeen(roomId: string, seq: number): void {
    this.calls.push({ method: 'markSeen', args: [roomId, seq] });
    const roomEntry = this.#state.rooms[roomId];
    if (!roomEntry || seq <= roomEntry.summary.last_seen_seq) return;
    const { summary } = roomEntry;
    const unread_count = Math.max(0, summary.unread_count - (seq - summary.last_seen_seq));
    const nextEntry = { ...roomEntry, summary: { ...summary, last_seen_seq: seq, unread_count } };
    this.setState({ rooms: { ...this.#state.rooms, [roomId]: nextEntry } });
  }

  /**
   * Returns an object that has `ownMethods` and a method for every other name. Each of these additional methods records
   * its calls under the prefix and its name, and returns the response that the test has set.
   */
  createRecorder(prefix: string, ownMethods: Record<string, unknown>): object {
    return new Proxy(ownMethods, {
      get: (target, name: string) => {
        // An object with a `then` method would count as a promise when an async function returns it.
        if (name === 'then') return undefined;
        target[name] ??= (...args: unknown[]) => this.#call(`${prefix}${name}`, args);
        return target[name];
      },
    });
  }

  async #call(method: string, args: readonly unknown[]): Promise<unknown> {
    this.calls.push({ method, args });
    let methodAnswer = this.#answers.get(method) ?? { value: undefined };
    while ('held' in methodAnswer) {
      methodAnswer = await new Promise<MethodAnswer>((resolve) => this.#waiting.set(method, resolve));
    }
    if ('values' in methodAnswer) {
      const [value, ...later] = methodAnswer.values;
      if (later.length > 0) this.#answers.set(method, { values: later });
      return value;
    }
    if ('error' in methodAnswer) throw new ApiError(methodAnswer.error.code, methodAnswer.error.message);
    return methodAnswer.value;
  }
}
