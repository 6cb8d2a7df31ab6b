import { excerptOf, type Message, normalizeContent } from '@kcs/contracts';
import { useEffect, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import type { ComposerMode } from './composer-mode.ts';

/** The unsent text of each room, by room id. Drafts are lost when the page closes. */
const drafts = new Map<string, string>();

interface ComposerText {
  readonly text: string;
  /** The text that says why the message cannot be sent; null if there is no problem. */
  readonly problem: string | null;
  readonly change: (text: string) => void;
  readonly submit: () => void;
  /**
   * Cancels a reply or an edit, and clears the message field. After an edit, the field shows the room's draft again.
   */
  readonly cancel: () => void;
}

/**
 * Manages the text of the message field. Submitting sends a new message or a reply, or saves an edit. `onDone` is
 * called after the user sends, saves, or cancels.
 */
export function useComposer(roomId: string, mode: ComposerMode, onDone: () => void): ComposerText {
  const chat = useChat();
  const withProblemToast = useProblemToast();
  const [text, setText] = useState(() => drafts.get(roomId) ?? '');
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (mode.kind === 'edit') setText(mode.message.content ?? '');
  }, [mode]);

  function change(value: string): void {
    setText(value);
    setProblem(null);
    if (mode.kind === 'edit') return;
    drafts.set(roomId, value);
    if (value.trim()) chat.reportKeyPress(roomId);
    else chat.stopTyping();
  }

  function clear(): void {
    setText(mode.kind === 'edit' ? (drafts.get(roomId) ?? '') : '');
    setProblem(null);
    if (mode.kind !== 'edit') drafts.delete(roomId);
    onDone();
  }

  async function saveEdit(message: Message, content: string): Promise<void> {
    const isUnchanged = content === message.content;
    if (isUnchanged || (await withProblemToast(chat.api.edit(message.id, content)))) clear();
  }

  function submit(): void {
    const verdict = normalizeContent(text);
    if (!verdict.ok) {
      if (text.trim()) setProblem(`The message ${verdict.message}.`);
      return;
    }
    if (mode.kind === 'edit') return void saveEdit(mode.message, verdict.content);
    const replyTo = mode.kind === 'reply' ? quoteOf(mode.message) : null;
    chat.stopTyping();
    void withProblemToast(chat.send(roomId, { content: verdict.content, replyTo }));
    clear();
  }

  return { text, problem, change, submit, cancel: clear };
}

const quoteOf = (message: Message): NonNullable<Message['reply_to']> => ({
  id: message.id,
  sender_name: message.sender_name,
  excerpt: excerptOf(message.content),
});
