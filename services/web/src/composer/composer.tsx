import { excerptOf, LIMITS, normalizeContent } from '@kcs/contracts';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { ComposerContext } from './composer-context.tsx';
import type { ComposerMode } from './composer-mode.ts';

interface Props {
  readonly roomId: string;
  readonly mode: ComposerMode;
  readonly onDone: () => void;
}

/** What was begun in each room stays while the page is open. */
const drafts = new Map<string, string>();
/** How near to the limit the count is shown. */
const COUNT_FROM = LIMITS.CONTENT_CODE_POINTS - 500;
/** On a touch keyboard Enter makes a line, as people are used to. */
const touch = window.matchMedia('(pointer: coarse)');

/** The message field: Enter sends, Shift and Enter makes a line, Escape leaves a reply or an edit. */
export function Composer({ roomId, mode, onDone }: Props) {
  const chat = useChat();
  const tried = useTry();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => drafts.get(roomId) ?? '');
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (mode.kind === 'edit') setText(mode.message.content ?? '');
    // On a phone the keyboard would cover what one came to read.
    if (mode.kind !== 'new' || !touch.matches) field.current?.focus();
  }, [mode]);

  const change = (value: string) => {
    setText(value);
    setProblem(null);
    if (mode.kind === 'edit') return;
    drafts.set(roomId, value);
    if (value.trim()) chat.typed(roomId);
    else chat.stopTyping();
  };
  const clear = () => {
    setText(mode.kind === 'edit' ? (drafts.get(roomId) ?? '') : '');
    setProblem(null);
    if (mode.kind !== 'edit') drafts.delete(roomId);
    onDone();
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const verdict = normalizeContent(text);
    if (!verdict.ok) {
      if (text.trim()) setProblem(`The message ${verdict.message}.`);
      return;
    }
    if (mode.kind === 'edit') {
      const { id, content: before } = mode.message;
      if (verdict.content === before || (await tried(chat.api.edit(id, verdict.content)))) clear();
      return;
    }
    const { message } = mode.kind === 'reply' ? mode : {};
    const replyTo = message
      ? { id: message.id, sender_name: message.sender_name, excerpt: excerptOf(message.content) }
      : null;
    chat.stopTyping();
    void tried(chat.send(roomId, { content: verdict.content, replyTo }));
    clear();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && mode.kind !== 'new') {
      event.preventDefault();
      return clear();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || touch.matches) return;
    void submit(event);
  };
  const length = text.length > COUNT_FROM ? [...text].length : 0;

  return (
    <form className="composer" onSubmit={submit}>
      <ComposerContext mode={mode} onCancel={clear} />
      {problem !== null ? (
        <p className="problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="composer-line">
        <div className="composer-field" data-text={text}>
          <textarea
            id="composer"
            ref={field}
            rows={1}
            aria-label="Message"
            placeholder="Write a message"
            value={text}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <IconButton
          type="submit"
          icon={SendHorizontal}
          label={mode.kind === 'edit' ? 'Save' : 'Send'}
          className="send"
          disabled={!text.trim()}
        />
      </div>
      {length > 0 ? (
        <p className={`count ${length > LIMITS.CONTENT_CODE_POINTS ? 'count-over' : ''}`}>
          {length} of {LIMITS.CONTENT_CODE_POINTS}
        </p>
      ) : null}
    </form>
  );
}
