import { useSyncExternalStore } from 'react';
import type { Notice } from '../notices/notice.ts';
import { useRunning } from './use-chat.ts';

export function useNotices(): { notices: readonly Notice[]; dismiss: (id: number) => void } {
  const { notices } = useRunning();
  return { notices: useSyncExternalStore(notices.subscribe, notices.get), dismiss: notices.dismiss };
}
