/** Holds a state that changes only through actions. Works with React's `useSyncExternalStore`. */
export interface Store<S, A> {
  get(): S;
  dispatch(action: A): void;
  /** Calls the listener after every change of the state. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

/** Creates a store from a pure reducer. If an action leaves the state unchanged, no listener is called. */
export function createStore<S, A>(reduce: (state: S, action: A) => S, initial: S): Store<S, A> {
  let currentState = initial;
  const changeListeners = new Set<() => void>();
  return {
    get: () => currentState,
    dispatch(action) {
      const nextState = reduce(currentState, action);
      if (nextState === currentState) return;
      currentState = nextState;
      for (const listener of changeListeners) listener();
    },
    subscribe(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
  };
}
