import { textParts } from './text-parts.ts';

/** Text as written, with its addresses to follow. */
export function MessageText({ text }: { readonly text: string }) {
  let at = 0;
  return (
    <span className="text">
      {textParts(text).map((part) => {
        const key = at;
        at += part.text.length;
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
