import { useMemo } from 'react';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { ClampedText } from './clamped-text.tsx';
import { isFewEmoji } from './few-emoji.ts';
import { mayNeedClamping } from './may-be-long.ts';
import { parseMessage } from './message-parser.ts';
import { renderTokens } from './render-tokens.tsx';
import type { MentionedPerson } from './split-mentions.ts';
import './message-text.css';

interface MessageTextProps {
  readonly text: string;
  /** The people whose mentions in the text are highlighted. */
  readonly mentioned?: readonly MentionedPerson[];
}

const NO_MENTIONED_PEOPLE: readonly MentionedPerson[] = [];

/**
 * Shows the text of a message with formatting, links, and highlighted mentions. Collapses a long text until the user
 * expands it. Shows a text of one to three emoji in a large size.
 */
export function MessageText({ text, mentioned = NO_MENTIONED_PEOPLE }: MessageTextProps) {
  const renderedText = useMemo(
    () => renderTokens(parseMessage(replaceDirectionOverrides(text)), mentioned),
    [text, mentioned],
  );
  // Use the text as the key, so that React replaces the whole element when the text changes. React cannot update the
  // element in place if a page translator, such as the browser's, has moved the element's text nodes.
  if (mayNeedClamping(text)) return <ClampedText key={text}>{renderedText}</ClampedText>;
  return (
    <div key={text} className={`text ${isFewEmoji(text) ? 'text-emoji' : ''}`}>
      {renderedText}
    </div>
  );
}
