import { useSyncExternalStore } from 'react';
import { useRunning } from '../chat/chat-context.ts';
import type { Notice } from './toast.ts';

export function useNotices(): { notices: readonly Notice[]; dismiss: (id: number) => void } {
  const { notices } = useRunning();
  return { notices: useSyncExternalStore(notices.subscribe, notices.get), dismiss: notices.dismiss };
}
