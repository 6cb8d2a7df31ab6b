import { useCallback, useSyncExternalStore } from 'react';
import type { Notice } from '../notices/notice.ts';
import { useRunning } from './use-chat.ts';

export function useNotices(): { notices: readonly Notice[]; dismiss: (id: number) => void } {
  const { notices } = useRunning();
  return { notices: useSyncExternalStore(notices.subscribe, notices.get), dismiss: notices.dismiss };
}

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
