import { type Message, normalizeContent } from '@kcs/contracts';
import { useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import {
  cancelEditOrReply,
  clearNewMessage,
  getCurrentEdit,
  getMessageFieldText,
  type ReplyQuote,
  removeEditFromDraft,
  setMessageFieldText,
} from './draft.ts';
import { useDraft, useDraftStore } from './draft-context.ts';

interface ComposerState {
  readonly text: string;
  /** The message that the user is editing; undefined while the user is writing a new message. */
  readonly editedMessage: Message | undefined;
  /**
   * The message that the new message replies to. Null if the new message is not a reply, and while the user is editing.
   */
  readonly replyTo: ReplyQuote | null;
  /** The reason why the message cannot be sent; null if there is no problem. */
  readonly problem: string | null;
  readonly changeText: (text: string) => void;
  /** Sends the new message or saves the edit. If the edit has no text, asks whether to delete the message. */
  readonly submit: () => void;
  /** Cancels the edit. If there is none, cancels the reply but keeps the text of the new message. */
  readonly cancel: () => void;
}

/** Manages the text of the message field. Calls `onDelete` when the user saves an edit without text. */
export function useComposer(roomId: string, onDelete: (message: Message) => void): ComposerState {
  const chat = useChat();
  const draftStore = useDraftStore();
  const draft = useDraft(roomId);
  const showToastOnFailure = useProblemToast();
  const [problem, setProblem] = useState<string | null>(null);
  const messageFieldText = getMessageFieldText(draft);
  const currentEdit = getCurrentEdit(draft);

  function changeMessageFieldText(value: string): void {
    draftStore.update(roomId, (before) => setMessageFieldText(before, value));
    setProblem(null);
    if (currentEdit) return;
    if (value.trim()) chat.reportKeyPress(roomId);
    else chat.stopTyping();
  }

  async function saveEdit(message: Message, content: string): Promise<void> {
    const isTextUnchanged = content === message.content;
    if (!isTextUnchanged && !(await showToastOnFailure(chat.api.edit(message.id, content)))) return;
    // Keep the edit if the user has continued to write while the server was saving the edit.
    draftStore.update(roomId, (now) =>
      now.edits[message.id]?.text === messageFieldText ? removeEditFromDraft(now, message.id) : now,
    );
  }

  function submitMessageField(): void {
    if (currentEdit && !messageFieldText.trim()) {
      onDelete(currentEdit.message);
      return;
    }
    const normalizationResult = normalizeContent(messageFieldText);
    if (!normalizationResult.ok) {
      if (messageFieldText.trim()) setProblem(`The message ${normalizationResult.message}`);
      return;
    }
    if (currentEdit) return void saveEdit(currentEdit.message, normalizationResult.content);
    const { replyTo, rewrites } = draft;
    const rewritesProperty = rewrites === null ? {} : { rewrites };
    chat.stopTyping();
    void showToastOnFailure(
      chat.send(roomId, { content: normalizationResult.content, replyTo, ...rewritesProperty }),
    );
    draftStore.update(roomId, clearNewMessage);
  }

  return {
    text: messageFieldText,
    editedMessage: currentEdit?.message,
    replyTo: currentEdit ? null : draft.replyTo,
    problem,
    changeText: changeMessageFieldText,
    submit: submitMessageField,
    cancel() {
      setProblem(null);
      draftStore.update(roomId, cancelEditOrReply);
    },
  };
}
