import './quote-text.css';

interface QuoteTextProps {
  readonly name: string;
  readonly text: string | null;
}

/** Shows the sender's name above one line of the sender's message. */
export function QuoteText({ name, text }: QuoteTextProps) {
  return (
    <>
      <span className="quote-name">{name}</span>
      <span className="quote-text">{text}</span>
    </>
  );
}
