import type { PendingMessage } from '@kcs/chat-client';
import { excerptOf, type Message } from '@kcs/contracts';

/** What a reply quotes of the message that it refers to. */
export type Quote = NonNullable<Message['reply_to']>;

/** An edit of one of the user's own messages that has not been saved. */
interface Edit {
  readonly message: Message;
  readonly text: string;
}

/**
 * What a user has begun to write in a room. The new message and each edit have a text of their own, so that starting or
 * canceling one never changes another.
 */
export interface Draft {
  /** The text of the new message. */
  readonly text: string;
  /** The message that the new message replies to. */
  readonly replyTo: Quote | null;
  /** The `clientMsgId` of the unsent message that the new message rewrites; null if it rewrites none. */
  readonly rewrites: string | null;
  /** The id of the message that the message field edits; null if the field contains the new message. */
  readonly editing: string | null;
  /** The edits by message id. An edit that the user left without canceling it stays here. */
  readonly edits: Readonly<Record<string, Edit>>;
}

export const EMPTY_DRAFT: Draft = { text: '', replyTo: null, rewrites: null, editing: null, edits: {} };

/** Returns the edit that the message field shows; undefined if the field contains the new message. */
export const currentEdit = (draft: Draft): Edit | undefined =>
  draft.editing === null ? undefined : draft.edits[draft.editing];

export const shownText = (draft: Draft): string => currentEdit(draft)?.text ?? draft.text;

/** Returns the draft with a new text in the message field. A message whose text was removed rewrites nothing. */
export function withText(draft: Draft, text: string): Draft {
  const edit = currentEdit(draft);
  if (edit) return withEdit(draft, { ...edit, text });
  return { ...draft, text, rewrites: text.trim() ? draft.rewrites : null };
}

export const startReply = (draft: Draft, message: Message): Draft => ({
  ...leaveEdit(draft),
  replyTo: { id: message.id, sender_name: message.sender_name, excerpt: excerptOf(message.content) },
});

/** Starts an edit, or continues the one that the user left before. */
export function startEdit(draft: Draft, message: Message): Draft {
  const left = leaveEdit(draft);
  const text = left.edits[message.id]?.text ?? message.content ?? '';
  return { ...withEdit(left, { message, text }), editing: message.id };
}

/** Cancels the edit in the message field, or else the reply. The text of the new message stays. */
export const cancel = (draft: Draft): Draft =>
  draft.editing === null ? { ...draft, replyTo: null } : endEdit(draft, draft.editing);

/** Removes the new message, because it was sent. */
export const newMessageSent = (draft: Draft): Draft => ({
  ...draft,
  text: '',
  replyTo: null,
  rewrites: null,
});

/**
 * Puts the text of an unsent message back into the new message, above what the user has written since. The new message
 * also becomes a reply again, unless the user has started another reply since.
 */
export const takeBack = (draft: Draft, { body, replyTo, clientMsgId }: UnsentMessage): Draft => ({
  ...leaveEdit(draft),
  replyTo: draft.replyTo ?? replyTo,
  rewrites: clientMsgId,
  text: draft.text.trim() ? `${body.content}\n${draft.text}` : body.content,
});

type UnsentMessage = Pick<PendingMessage, 'body' | 'replyTo' | 'clientMsgId'>;

/** Removes an edit, because it was saved or its message was deleted. */
export function endEdit(draft: Draft, messageId: string): Draft {
  const { [messageId]: _ended, ...edits } = draft.edits;
  return { ...draft, edits, editing: draft.editing === messageId ? null : draft.editing };
}

/** Returns whether the user would lose text with the draft. */
export const hasText = (draft: Draft): boolean =>
  draft.text.trim() !== '' || Object.values(draft.edits).some(isChanged);

/** Closes the edit that the text field shows. The draft keeps its text if the user changed it. Otherwise the edit is
 * dropped. */
function leaveEdit(draft: Draft): Draft {
  const edit = currentEdit(draft);
  if (edit === undefined) return draft;
  return isChanged(edit) ? { ...draft, editing: null } : endEdit(draft, edit.message.id);
}

const isChanged = ({ message, text }: Edit): boolean => text !== (message.content ?? '');

const withEdit = (draft: Draft, edit: Edit): Draft => ({
  ...draft,
  edits: { ...draft.edits, [edit.message.id]: edit },
});
