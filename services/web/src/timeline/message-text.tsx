import { textParts } from './text-parts.ts';

/** Shows the text of a message, with web addresses as links. */
export function MessageText({ text }: { readonly text: string }) {
  let offset = 0;
  return (
    <span className="text">
      {textParts(text).map((part) => {
        const key = offset;
        offset += part.text.length;
        if (part.href === undefined) return <span key={key}>{part.text}</span>;
        return (
          <a key={key} href={part.href} target="_blank" rel="noreferrer">
            {part.text}
          </a>
        );
      })}
    </span>
  );
}
