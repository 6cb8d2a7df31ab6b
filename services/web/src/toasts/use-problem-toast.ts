import { useCallback } from 'react';
import { useToastBoard } from './toast-context.ts';

/**
 * Returns a function that waits for a promise and resolves to true if the promise succeeds. If the promise fails, the
 * function shows the error as a toast and resolves to false. Never rejects.
 */
export function useProblemToast(): (work: Promise<unknown>) => Promise<boolean> {
  const toastBoard = useToastBoard();
  return useCallback(
    async (work) => {
      try {
        await work;
        return true;
      } catch (thrown) {
        toastBoard.showProblem(thrown);
        return false;
      }
    },
    [toastBoard],
  );
}
