import { useMemo } from 'react';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { ClampedText } from './clamped-text.tsx';
import { isFewEmoji } from './few-emoji.ts';
import { mayBeLong } from './may-be-long.ts';
import { parseMessage } from './message-parser.ts';
import { renderTokens } from './render-tokens.tsx';
import './message-text.css';

/**
 * Shows the text of a message with formatting and links. Long texts are collapsed until the user expands them. A text
 * of one to three emoji appears in a large size.
 */
export function MessageText({ text }: { readonly text: string }) {
  const renderedText = useMemo(() => renderTokens(parseMessage(replaceDirectionOverrides(text))), [text]);
  // Use the text as the key, so that React replaces the whole element when the text changes. React could not update the
  // element in place if a page translator, such as the browser's, has moved the element's text nodes.
  if (mayBeLong(text)) return <ClampedText key={text}>{renderedText}</ClampedText>;
  return (
    <div key={text} className={`text ${isFewEmoji(text) ? 'text-emoji' : ''}`}>
      {renderedText}
    </div>
  );
}
