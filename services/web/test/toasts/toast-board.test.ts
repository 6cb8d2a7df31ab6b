import { ApiError } from '@kcs/chat-client';
import t from 'tap';
import { createToastBoard } from '../../src/toasts/toast-board.ts';

t.test('the toast board keeps only the three newest toasts, and shows each text once', async (t) => {
  const toastBoard = createToastBoard();
  for (const text of ['a', 'b', 'a', 'c', 'd']) toastBoard.showInfo(text);
  t.same(
    toastBoard.get().map(({ text }) => text),
    ['a', 'c', 'd'],
  );
});

t.test(
  'no toast appears for an error that ends the session, but one appears for any other error',
  async (t) => {
    const toastBoard = createToastBoard();
    toastBoard.showProblem(new ApiError('UNAUTHENTICATED', 'over'));
    toastBoard.showProblem(new ApiError('INTERNAL', 'broken'));
    t.match(toastBoard.get(), [{ kind: 'problem', text: 'broken' }]);
  },
);

t.test('dismissing a toast removes only that toast and calls the listeners of the toast board', async (t) => {
  const toastBoard = createToastBoard();
  for (const text of ['a', 'b', 'c']) toastBoard.showInfo(text);
  let listenerCallCount = 0;
  const unsubscribe = toastBoard.subscribe(() => {
    listenerCallCount += 1;
  });
  toastBoard.dismiss(toastBoard.get()[1]?.id ?? -1);
  unsubscribe();
  toastBoard.dismiss(toastBoard.get()[0]?.id ?? -1);
  t.equal(listenerCallCount, 1);
  t.same(
    toastBoard.get().map(({ text }) => text),
    ['c'],
  );
});

t.test('dismissing the toasts about a room keeps all other toasts', async (t) => {
  const toastBoard = createToastBoard();
  toastBoard.showInfo('a', 'room_a');
  toastBoard.showInfo('b', 'room_b');
  toastBoard.showInfo('c');
  toastBoard.dismissForRoom('room_a');
  t.same(
    toastBoard.get().map(({ text }) => text),
    ['b', 'c'],
  );
});
