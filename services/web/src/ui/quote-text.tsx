import { replaceDirectionOverrides } from './bidi-text.ts';
import './quote-text.css';

interface QuoteTextProps {
  readonly name: string;
  readonly text: string | null;
}

/** Shows the sender's name above one line of the quoted message. */
export function QuoteText({ name, text }: QuoteTextProps) {
  return (
    <>
      <span className="quote-name" dir="auto">
        {replaceDirectionOverrides(name)}
      </span>
      <span className="quote-text" dir="auto">
        {text === null ? null : replaceDirectionOverrides(text)}
      </span>
    </>
  );
}
