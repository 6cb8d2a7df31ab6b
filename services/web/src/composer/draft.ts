import type { PendingMessage } from '@kcs/chat-client';
import { excerptOf, type Message } from '@kcs/contracts';

/** The part of a message that a reply quotes. */
export type Quote = NonNullable<Message['reply_to']>;

/** An unsaved edit of one of the user's own messages. */
interface Edit {
  readonly message: Message;
  readonly text: string;
}

/**
 * The unsent text of a user in one room: a new message, and edits of earlier messages. Each edit has its own text, so
 * that starting or canceling an edit never changes the new message.
 */
export interface Draft {
  /** The text of the new message. */
  readonly text: string;
  /** The message that the new message replies to. */
  readonly replyTo: Quote | null;
  /**
   * The `clientMsgId` of the unsent message that the new message replaces. Null if the new message replaces no message.
   */
  readonly rewrites: string | null;
  /** The id of the message that the user is editing. Null if the field contains the new message. */
  readonly editing: string | null;
  /** The unsaved edits, keyed by message id. A changed edit remains when the user starts another edit or a reply. */
  readonly edits: Readonly<Record<string, Edit>>;
}

export const EMPTY_DRAFT: Draft = { text: '', replyTo: null, rewrites: null, editing: null, edits: {} };

/** Returns the edit that the message field shows; undefined if the field contains the new message. */
export const getCurrentEdit = (draft: Draft): Edit | undefined =>
  draft.editing === null ? undefined : draft.edits[draft.editing];

export const getShownText = (draft: Draft): string => getCurrentEdit(draft)?.text ?? draft.text;

/**
 * Returns the draft with a new text in the message field. If the user removes the whole text of a new message, the
 * message no longer replaces an unsent one.
 */
export function setText(draft: Draft, text: string): Draft {
  const edit = getCurrentEdit(draft);
  if (edit) return setEdit(draft, { ...edit, text });
  return { ...draft, text, rewrites: text.trim() ? draft.rewrites : null };
}

export const startReply = (draft: Draft, message: Message): Draft => ({
  ...leaveEdit(draft),
  replyTo: { id: message.id, sender_name: message.sender_name, excerpt: excerptOf(message.content) },
});

/** Starts an edit of a message, or continues an unsaved edit of the message. */
export function startEdit(draft: Draft, message: Message): Draft {
  const draftWithoutEdit = leaveEdit(draft);
  const text = draftWithoutEdit.edits[message.id]?.text ?? message.content ?? '';
  return { ...setEdit(draftWithoutEdit, { message, text }), editing: message.id };
}

/**
 * Cancels the edit that the user is writing. If there is no edit, cancels the reply. The text of the new message stays.
 */
export const cancelEditOrReply = (draft: Draft): Draft =>
  draft.editing === null ? { ...draft, replyTo: null } : endEdit(draft, draft.editing);

/** Clears the new message after it was sent. */
export const clearNewMessage = (draft: Draft): Draft => ({
  ...draft,
  text: '',
  replyTo: null,
  rewrites: null,
});

/**
 * Moves an unsent message back into the message field, above any text that the user has written meanwhile. Restores the
 * reply quote of the message, unless the user has started another reply.
 */
export const restoreUnsentMessage = (draft: Draft, { body, replyTo, clientMsgId }: UnsentMessage): Draft => ({
  ...leaveEdit(draft),
  replyTo: draft.replyTo ?? replyTo,
  rewrites: clientMsgId,
  text: draft.text.trim() ? `${body.content}\n${draft.text}` : body.content,
});

type UnsentMessage = Pick<PendingMessage, 'body' | 'replyTo' | 'clientMsgId'>;

/** Removes an edit after the edit was saved or its message was deleted. */
export function endEdit(draft: Draft, messageId: string): Draft {
  const { [messageId]: _ended, ...edits } = draft.edits;
  return { ...draft, edits, editing: draft.editing === messageId ? null : draft.editing };
}

/** Returns whether the draft contains a new message or a changed edit. */
export const hasText = (draft: Draft): boolean =>
  draft.text.trim() !== '' || Object.values(draft.edits).some(isEditChanged);

/**
 * Leaves the edit that the user is writing. The draft keeps the edit if the user has changed the text, and drops it
 * otherwise.
 */
function leaveEdit(draft: Draft): Draft {
  const edit = getCurrentEdit(draft);
  if (edit === undefined) return draft;
  return isEditChanged(edit) ? { ...draft, editing: null } : endEdit(draft, edit.message.id);
}

const isEditChanged = ({ message, text }: Edit): boolean => text !== (message.content ?? '');

const setEdit = (draft: Draft, edit: Edit): Draft => ({
  ...draft,
  edits: { ...draft.edits, [edit.message.id]: edit },
});
