import { tabStorage } from '@kcs/chat-client';
import { type Draft, EMPTY_DRAFT, hasUnsentText } from './draft.ts';
import { parseDraft } from './parse-draft.ts';

/** The drafts of one user. They survive a reload of the tab and are deleted when the session ends. */
export interface DraftStore {
  /** Returns a room's draft. Returns the same object until the draft changes. */
  get(roomId: string): Draft;
  update(roomId: string, change: (draft: Draft) => Draft): void;
  /** Calls the listener after each change of a draft. Returns a function that removes the listener. */
  subscribe(listener: () => void): () => void;
  hasUnsentText(): boolean;
  /** Returns whether reloading the page would lose unsent text, because the browser was unable to store that text. */
  wouldLoseText(): boolean;
}

const DRAFT_KEY_PREFIX = 'kcs.draft.';
const createDraftKey = (userId: string, roomId: string): string => `${DRAFT_KEY_PREFIX}${userId}.${roomId}`;

/**
 * Creates a draft store for a user and loads the user's drafts from the tab's storage. The draft of each room has its
 * own storage key, so that a key press rewrites only the draft of the open room.
 */
export function createDraftStore(userId: string): DraftStore {
  const draftByRoomId = new Map<string, Draft>();
  const roomIdsWithUnsavedDraft = new Set<string>();
  const draftListeners = new Set<() => void>();
  const userDraftKeyPrefix = createDraftKey(userId, '');
  for (const key of tabStorage.keys()) {
    if (key.startsWith(userDraftKeyPrefix))
      draftByRoomId.set(key.slice(userDraftKeyPrefix.length), parseDraft(tabStorage.read(key)));
  }

  function saveDraft(roomId: string, draft: Draft): void {
    const draftKey = createDraftKey(userId, roomId);
    roomIdsWithUnsavedDraft.delete(roomId);
    if (draft.replyTo === null && draft.editing === null && !hasUnsentText(draft))
      tabStorage.remove(draftKey);
    else if (!tabStorage.write(draftKey, JSON.stringify(draft))) roomIdsWithUnsavedDraft.add(roomId);
  }

  return {
    get: (roomId) => draftByRoomId.get(roomId) ?? EMPTY_DRAFT,
    update(roomId, change) {
      const changedDraft = change(draftByRoomId.get(roomId) ?? EMPTY_DRAFT);
      draftByRoomId.set(roomId, changedDraft);
      saveDraft(roomId, changedDraft);
      for (const listener of draftListeners) listener();
    },
    subscribe(listener) {
      draftListeners.add(listener);
      return () => draftListeners.delete(listener);
    },
    hasUnsentText: () => [...draftByRoomId.values()].some(hasUnsentText),
    wouldLoseText: () =>
      [...roomIdsWithUnsavedDraft].some((roomId) => hasUnsentText(draftByRoomId.get(roomId) ?? EMPTY_DRAFT)),
  };
}

/** Deletes the stored drafts of all users except `userId`. Deletes all stored drafts if `userId` is null. */
export function forgetDraftsOfOtherUsers(userId: string | null): void {
  const currentUserDraftKeyPrefix = userId === null ? null : createDraftKey(userId, '');
  for (const key of tabStorage.keys()) {
    const isDraftKept = currentUserDraftKeyPrefix !== null && key.startsWith(currentUserDraftKeyPrefix);
    if (key.startsWith(DRAFT_KEY_PREFIX) && !isDraftKept) tabStorage.remove(key);
  }
}
