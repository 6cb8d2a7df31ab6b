import { ApiError } from '@kcs/chat-client';
import t from 'tap';
import { createToastBoard } from '../../src/toasts/toast-board.ts';

t.test('the toast board keeps only the three newest toasts, and shows each text once', async (t) => {
  const board = createToastBoard();
  for (const text of ['a', 'b', 'a', 'c', 'd']) board.showInfo(text);
  t.same(
    board.get().map(({ text }) => text),
    ['a', 'c', 'd'],
  );
});

t.test(
  'no toast appears for an error that ends the session, but one appears for any other error',
  async (t) => {
    const board = createToastBoard();
    board.showProblem(new ApiError('UNAUTHENTICATED', 'over'));
    board.showProblem(new ApiError('INTERNAL', 'broken'));
    t.match(board.get(), [{ kind: 'problem', text: 'broken' }]);
  },
);

t.test('dismissing a toast removes only that toast and calls the listeners of the toast board', async (t) => {
  const board = createToastBoard();
  for (const text of ['a', 'b', 'c']) board.showInfo(text);
  let listenerCallCount = 0;
  const unsubscribe = board.subscribe(() => {
    listenerCallCount += 1;
  });
  board.dismiss(board.get()[1]?.id ?? -1);
  unsubscribe();
  board.dismiss(board.get()[0]?.id ?? -1);
  t.equal(listenerCallCount, 1);
  t.same(
    board.get().map(({ text }) => text),
    ['c'],
  );
});

t.test('dismissing the toasts about a room keeps all other toasts', async (t) => {
  const board = createToastBoard();
  board.showInfo('a', 'room_a');
  board.showInfo('b', 'room_b');
  board.showInfo('c');
  board.dismissForRoom('room_a');
  t.same(
    board.get().map(({ text }) => text),
    ['b', 'c'],
  );
});
