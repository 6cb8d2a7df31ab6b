import type { PendingMessage } from '@kcs/chat-client';
import { createExcerpt, type Message } from '@kcs/contracts';

/** The part of a message that a reply quotes. */
export type ReplyQuote = NonNullable<Message['reply_to']>;

/** An unsaved edit of one of the user's own messages. */
interface MessageEdit {
  readonly message: Message;
  readonly text: string;
}

/**
 * What a user has written but not sent in one room: a new message, and edits of earlier messages. Each edit has its own
 * text, so that starting or canceling an edit never changes the new message.
 */
export interface Draft {
  /** The text of the new message. */
  readonly text: string;
  /** The message that the new message replies to; null if the new message is not a reply. */
  readonly replyTo: ReplyQuote | null;
  /**
   * The `clientMsgId` of the unsent message that the new message replaces; null if the new message replaces no other
   * message.
   */
  readonly rewrites: string | null;
  /** The id of the message that the user is editing; null while the user is writing a new message. */
  readonly editing: string | null;
  /**
   * The unsaved edits, keyed by message id. An edit with changed text is kept when the user starts another edit or a
   * reply.
   */
  readonly edits: Readonly<Record<string, MessageEdit>>;
}

export const EMPTY_DRAFT: Draft = { text: '', replyTo: null, rewrites: null, editing: null, edits: {} };

/** Returns the edit that the message field shows; undefined while the user is writing a new message. */
export const getCurrentEdit = (draft: Draft): MessageEdit | undefined =>
  draft.editing === null ? undefined : draft.edits[draft.editing];

export const getMessageFieldText = (draft: Draft): string => getCurrentEdit(draft)?.text ?? draft.text;

/**
 * Returns the draft with the given text in the message field. A new message whose text becomes empty no longer replaces
 * an unsent message.
 */
export function setMessageFieldText(draft: Draft, text: string): Draft {
  const currentEdit = getCurrentEdit(draft);
  if (currentEdit) return setMessageEdit(draft, { ...currentEdit, text });
  return { ...draft, text, rewrites: text.trim() ? draft.rewrites : null };
}

export const startReplyInDraft = (draft: Draft, message: Message): Draft => ({
  ...leaveCurrentEdit(draft),
  replyTo: { id: message.id, sender_name: message.sender_name, excerpt: createExcerpt(message.content) },
});

/** Starts to edit a message, or continues an unsaved edit of this message. */
export function startEditInDraft(draft: Draft, message: Message): Draft {
  const draftAfterLeavingEdit = leaveCurrentEdit(draft);
  const editText = draftAfterLeavingEdit.edits[message.id]?.text ?? message.content ?? '';
  return { ...setMessageEdit(draftAfterLeavingEdit, { message, text: editText }), editing: message.id };
}

/**
 * Cancels the edit that the user is writing. If there is none, cancels the reply but keeps the text of the new message.
 */
export const cancelEditOrReply = (draft: Draft): Draft =>
  draft.editing === null ? { ...draft, replyTo: null } : removeEditFromDraft(draft, draft.editing);

/** Removes the new message from the draft, because it has been sent. Unsaved edits are kept. */
export const clearNewMessage = (draft: Draft): Draft => ({
  ...draft,
  text: '',
  replyTo: null,
  rewrites: null,
});

/**
 * Moves an unsent message back into the message field, above any text that the user has written in the meantime.
 * Restores the message's reply quote unless the user has started another reply.
 */
export const restoreUnsentMessage = (draft: Draft, { body, replyTo, clientMsgId }: UnsentMessage): Draft => ({
  ...leaveCurrentEdit(draft),
  replyTo: draft.replyTo ?? replyTo,
  rewrites: clientMsgId,
  text: draft.text.trim() ? `${body.content}\n${draft.text}` : body.content,
});

type UnsentMessage = Pick<PendingMessage, 'body' | 'replyTo' | 'clientMsgId'>;

/**
 * Removes the edit of a message from the draft, because the edit has been saved or canceled, or the message has been
 * deleted.
 */
export function removeEditFromDraft(draft: Draft, messageId: string): Draft {
  const { [messageId]: _ended, ...edits } = draft.edits;
  return { ...draft, edits, editing: draft.editing === messageId ? null : draft.editing };
}

/** Returns whether the draft contains a new message or a changed edit. */
export const hasUnsentText = (draft: Draft): boolean =>
  draft.text.trim() !== '' || Object.values(draft.edits).some(isEditChanged);

/**
 * Takes the current edit out of the message field. The draft keeps the edit if the user has changed the text, and drops
 * it otherwise.
 */
function leaveCurrentEdit(draft: Draft): Draft {
  const currentEdit = getCurrentEdit(draft);
  if (currentEdit === undefined) return draft;
  return isEditChanged(currentEdit)
    ? { ...draft, editing: null }
    : removeEditFromDraft(draft, currentEdit.message.id);
}

const isEditChanged = ({ message, text }: MessageEdit): boolean => text !== (message.content ?? '');

const setMessageEdit = (draft: Draft, edit: MessageEdit): Draft => ({
  ...draft,
  edits: { ...draft.edits, [edit.message.id]: edit },
});
