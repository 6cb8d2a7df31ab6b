import { tabStorage } from '@kcs/chat-client';
import { type Draft, EMPTY_DRAFT, hasText } from './draft.ts';

/** The drafts of one user. They survive a reload of the tab and end with the session. */
export interface DraftStore {
  /** Returns the draft of a room. Returns the same object until the draft changes. */
  get(roomId: string): Draft;
  update(roomId: string, change: (draft: Draft) => Draft): void;
  /** Calls the listener after each change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Returns whether any draft contains unsent text. */
  hasUnsentText(): boolean;
  /** Returns whether a reload would lose text, because the browser does not store it. */
  wouldLoseText(): boolean;
}

const KEY_PREFIX = 'kcs.draft.';
const keyOf = (userId: string, roomId: string): string => `${KEY_PREFIX}${userId}.${roomId}`;

/**
 * Creates the drafts of a user, starting with those that this tab has stored. Each room has its own key in the tab's
 * storage, so that a key press writes only one draft.
 */
export function createDraftStore(userId: string): DraftStore {
  const drafts = new Map<string, Draft>();
  const lostOnReload = new Set<string>();
  const listeners = new Set<() => void>();
  const ownPrefix = keyOf(userId, '');
  for (const key of tabStorage.keys()) {
    if (key.startsWith(ownPrefix)) drafts.set(key.slice(ownPrefix.length), parseDraft(tabStorage.read(key)));
  }

  function store(roomId: string, draft: Draft): void {
    const key = keyOf(userId, roomId);
    lostOnReload.delete(roomId);
    if (draft.replyTo === null && draft.editing === null && !hasText(draft)) tabStorage.remove(key);
    else if (!tabStorage.write(key, JSON.stringify(draft))) lostOnReload.add(roomId);
  }

  return {
    get: (roomId) => drafts.get(roomId) ?? EMPTY_DRAFT,
    update(roomId, change) {
      const draft = change(drafts.get(roomId) ?? EMPTY_DRAFT);
      drafts.set(roomId, draft);
      store(roomId, draft);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hasUnsentText: () => [...drafts.values()].some(hasText),
    wouldLoseText: () => [...lostOnReload].some((roomId) => hasText(drafts.get(roomId) ?? EMPTY_DRAFT)),
  };
}

/** Deletes the drafts of all users except this one from the tab. Deletes all drafts if no user is logged in. */
export function forgetOtherDrafts(userId: string | null): void {
  const keptPrefix = userId === null ? null : keyOf(userId, '');
  for (const key of tabStorage.keys()) {
    const isKept = keptPrefix !== null && key.startsWith(keptPrefix);
    if (key.startsWith(KEY_PREFIX) && !isKept) tabStorage.remove(key);
  }
}

/** Returns a stored draft. A draft that is unreadable, or that has another form, counts as empty. */
function parseDraft(text: string | null): Draft {
  try {
    const stored = JSON.parse(text ?? '{}') as Partial<Draft>;
    const draft = { ...EMPTY_DRAFT, ...stored };
    return hasDraftForm(draft) ? draft : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

/** Returns whether the page can show the draft. May throw an error instead of returning false. */
function hasDraftForm({ text, replyTo, rewrites, editing, edits }: Draft): boolean {
  const texts: unknown[] = [text];
  if (replyTo !== null) texts.push(replyTo.id, replyTo.sender_name, replyTo.excerpt ?? '');
  for (const edit of Object.values(edits)) texts.push(edit.text, edit.message.id, edit.message.content ?? '');
  texts.push(rewrites ?? '', editing ?? '');
  return texts.every((value) => typeof value === 'string');
}
