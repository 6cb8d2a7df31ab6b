import { type Message, normalizeContent } from '@kcs/contracts';
import { useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import {
  cancelEditOrReply,
  clearNewMessage,
  endEdit,
  getCurrentEdit,
  getShownText,
  type Quote,
  setText,
} from './draft.ts';
import { useDraft, useDrafts } from './draft-context.ts';

interface ComposerState {
  readonly text: string;
  /** The message that the user is editing; undefined while the user is writing a new message. */
  readonly editedMessage: Message | undefined;
  /**
   * The message that the new message replies to. Null if the new message is not a reply, and while the user is editing.
   */
  readonly replyTo: Quote | null;
  /** Says why the message cannot be sent; null if there is no problem. */
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
  const drafts = useDrafts();
  const draft = useDraft(roomId);
  const waitWithProblemToast = useProblemToast();
  const [problem, setProblem] = useState<string | null>(null);
  const shownText = getShownText(draft);
  const edit = getCurrentEdit(draft);

  function changeText(value: string): void {
    drafts.update(roomId, (before) => setText(before, value));
    setProblem(null);
    if (edit) return;
    if (value.trim()) chat.reportKeyPress(roomId);
    else chat.stopTyping();
  }

  async function saveEdit(message: Message, content: string): Promise<void> {
    const isTextUnchanged = content === message.content;
    if (!isTextUnchanged && !(await waitWithProblemToast(chat.api.edit(message.id, content)))) return;
    // Keep the edit if the user has continued to write while the server was saving the edit.
    drafts.update(roomId, (now) =>
      now.edits[message.id]?.text === shownText ? endEdit(now, message.id) : now,
    );
  }

  function submit(): void {
    if (edit && !shownText.trim()) {
      onDelete(edit.message);
      return;
    }
    const textVerdict = normalizeContent(shownText);
    if (!textVerdict.ok) {
      if (shownText.trim()) setProblem(`The message ${textVerdict.message}`);
      return;
    }
    if (edit) return void saveEdit(edit.message, textVerdict.content);
    const { replyTo, rewrites } = draft;
    const rewriteOption = rewrites === null ? {} : { rewrites };
    chat.stopTyping();
    void waitWithProblemToast(chat.send(roomId, { content: textVerdict.content, replyTo, ...rewriteOption }));
    drafts.update(roomId, clearNewMessage);
  }

  return {
    text: shownText,
    editedMessage: edit?.message,
    replyTo: edit ? null : draft.replyTo,
    problem,
    changeText,
    submit,
    cancel() {
      setProblem(null);
      drafts.update(roomId, cancelEditOrReply);
    },
  };
}
