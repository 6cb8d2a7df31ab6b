import { useCallback } from 'react';
import { useRunning } from '../chat/chat-context.ts';

/** Answers whether the work succeeded; a failure is told to the user. */
export function useTry(): (work: Promise<unknown>) => Promise<boolean> {
  const { notices } = useRunning();
  return useCallback(
    async (work) => {
      try {
        await work;
        return true;
      } catch (thrown) {
        notices.complain(thrown);
        return false;
      }
    },
    [notices],
  );
}
