import { LIMITS } from '@kcs/contracts';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { ComposerContext } from './composer-context.tsx';
import type { ComposerMode } from './composer-mode.ts';
import { COMPOSER_ID } from './focus-composer.ts';
import { useComposer } from './use-composer.ts';
import './composer.css';

interface ComposerProps {
  readonly roomId: string;
  readonly mode: ComposerMode;
  readonly onDone: () => void;
}

/** Matches devices with a touch screen. On these devices, Enter starts a new line instead of sending the message. */
const touchScreen = window.matchMedia('(pointer: coarse)');

/** The message field. Enter sends the message, Shift+Enter starts a new line, and Escape cancels a reply or an edit. */
export function Composer({ roomId, mode, onDone }: ComposerProps) {
  const { text, problem, change, submit, cancel } = useComposer(roomId, mode, onDone);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    // Don't focus the field when a room opens on a phone, because the on-screen keyboard would cover the messages.
    if (mode.kind !== 'new' || !touchScreen.matches) field.current?.focus();
  }, [mode]);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && mode.kind !== 'new') {
      event.preventDefault();
      return cancel();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || touchScreen.matches)
      return;
    event.preventDefault();
    submit();
  };

  return (
    <form className="composer" onSubmit={onSubmit}>
      <ComposerContext mode={mode} onCancel={cancel} />
      <Problem text={problem} />
      <div className="composer-line">
        <div className="composer-field" data-text={text}>
          <textarea
            id={COMPOSER_ID}
            ref={field}
            rows={1}
            dir="auto"
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
          className="composer-send"
          disabled={!text.trim()}
        />
      </div>
      <Count text={text} />
    </form>
  );
}

/** The character counter appears when a message is longer than this. */
const COUNTER_THRESHOLD = LIMITS.CONTENT_CODE_POINTS - 500;

function Count({ text }: { readonly text: string }) {
  // Counting code points is slow, so skip short texts. A text never has more code points than UTF-16 units.
  const codePointCount = text.length > COUNTER_THRESHOLD ? [...text].length : 0;
  if (codePointCount === 0) return null;
  return (
    <p
      className={`composer-count ${codePointCount > LIMITS.CONTENT_CODE_POINTS ? 'composer-count-over' : ''}`}
    >
      {codePointCount} of {LIMITS.CONTENT_CODE_POINTS}
    </p>
  );
}
