import { type Message, normalizeContent } from '@kcs/contracts';
import { useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { cancel, currentEdit, endEdit, newMessageSent, type Quote, shownText, withText } from './draft.ts';
import { useDraft, useDrafts } from './draft-context.ts';

interface ComposerText {
  readonly text: string;
  /** The message that the user is editing; undefined if the field contains the new message. */
  readonly edited: Message | undefined;
  /** The message that the new message replies to; null if there is none, or while the user is editing. */
  readonly replyTo: Quote | null;
  /** The text that says why the message cannot be sent; null if there is no problem. */
  readonly problem: string | null;
  readonly change: (text: string) => void;
  /** Sends the new message, or saves the edit. An edit without text asks whether to delete the message. */
  readonly submit: () => void;
  /** Cancels the edit, or else the reply. The text of the new message stays. */
  readonly cancel: () => void;
}

/** Manages the text of the message field. `onDelete` is called with a message whose text the user has removed. */
export function useComposer(roomId: string, onDelete: (message: Message) => void): ComposerText {
  const chat = useChat();
  const drafts = useDrafts();
  const draft = useDraft(roomId);
  const withProblemToast = useProblemToast();
  const [problem, setProblem] = useState<string | null>(null);
  const text = shownText(draft);
  const edit = currentEdit(draft);

  function change(value: string): void {
    drafts.update(roomId, (before) => withText(before, value));
    setProblem(null);
    if (edit) return;
    if (value.trim()) chat.reportKeyPress(roomId);
    else chat.stopTyping();
  }

  async function saveEdit(message: Message, content: string): Promise<void> {
    const isUnchanged = content === message.content;
    if (!isUnchanged && !(await withProblemToast(chat.api.edit(message.id, content)))) return;
    // Keep the edit if the user has written more in the meantime.
    drafts.update(roomId, (now) => (now.edits[message.id]?.text === text ? endEdit(now, message.id) : now));
  }

  function submit(): void {
    if (edit && !text.trim()) {
      onDelete(edit.message);
      return;
    }
    const verdict = normalizeContent(text);
    if (!verdict.ok) {
      if (text.trim()) setProblem(`The message ${verdict.message}`);
      return;
    }
    if (edit) return void saveEdit(edit.message, verdict.content);
    const { replyTo, rewrites } = draft;
    const rewriting = rewrites === null ? {} : { rewrites };
    chat.stopTyping();
    void withProblemToast(chat.send(roomId, { content: verdict.content, replyTo, ...rewriting }));
    drafts.update(roomId, newMessageSent);
  }

  return {
    text,
    edited: edit?.message,
    replyTo: edit ? null : draft.replyTo,
    problem,
    change,
    submit,
    cancel() {
      setProblem(null);
      drafts.update(roomId, cancel);
    },
  };
}
