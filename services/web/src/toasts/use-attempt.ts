import { useCallback } from 'react';
import { useToastBoard } from './toast-context.ts';

/**
 * Returns a function that waits for a promise, shows a failure as a toast, and resolves to whether the promise
 * succeeded.
 */
export function useAttempt(): (work: Promise<unknown>) => Promise<boolean> {
  const board = useToastBoard();
  return useCallback(
    async (work) => {
      try {
        await work;
        return true;
      } catch (thrown) {
        board.showProblem(thrown);
        return false;
      }
    },
    [board],
  );
}
