import { useSyncExternalStore } from 'react';
import { createRequiredContext } from '../chat/required-context.ts';
import type { Draft } from './draft.ts';
import type { DraftStore } from './draft-store.ts';

/** The context of the draft store, and the hook that returns the store. `ChatPage` provides the context. */
export const [DraftContext, useDraftStore] = createRequiredContext<DraftStore>('DraftContext');

/** Returns a room's draft, and re-renders the component when the draft changes. */
export function useDraft(roomId: string): Draft {
  const draftStore = useDraftStore();
  return useSyncExternalStore(draftStore.subscribe, () => draftStore.get(roomId));
}
