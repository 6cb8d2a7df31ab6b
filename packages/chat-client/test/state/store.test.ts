import t from 'tap';
import { createStore } from '../../src/state/store.ts';

t.test(
  'listeners are called after each change of the state, but not after an action that changes nothing',
  async (t) => {
    const store = createStore((count: number, add: number) => count + add, 0);
    const observedStates: number[] = [];
    const unsubscribe = store.subscribe(() => observedStates.push(store.get()));
    store.dispatch(2);
    store.dispatch(0);
    store.dispatch(3);
    unsubscribe();
    store.dispatch(4);
    t.same(observedStates, [2, 5]);
    t.equal(store.get(), 9);
  },
);
