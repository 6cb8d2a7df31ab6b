import './search-help.css';

const SEARCH_EXAMPLES = [
  { example: 'from:Anna', meaning: 'messages from Anna (use from:me for your own messages)' },
  { example: 'in:"Class 4b"', meaning: 'messages in one conversation' },
  { example: 'before:2026-05-31', meaning: 'messages before a day, month, or year' },
  { example: 'after:2026-05', meaning: 'messages after a day, month, or year' },
  { example: 'has:link', meaning: 'messages with a web address' },
  { example: '"school trip"', meaning: 'messages with this exact phrase' },
] as const;

interface SearchHelpProps {
  readonly id: string;
  /** Called with the search operator of the clicked example, such as `from:`. */
  readonly onInsert: (text: string) => void;
}

/** Explains the operators for message searches. A click on an example inserts its operator into the search field. */
export function SearchHelp({ id, onInsert }: SearchHelpProps) {
  return (
    <section className="search-help" aria-labelledby={`${id}-heading`}>
      <h3 className="small muted" id={`${id}-heading`}>
        Narrow your message search
      </h3>
      <ul id={id}>
        {SEARCH_EXAMPLES.map(({ example, meaning }) => (
          <li key={example}>
            <button type="button" onClick={() => onInsert(getSearchOperator(example))}>
              <code>{example}</code>
            </button>
            <span className="muted small">{meaning}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Returns the operator at the start of an example, such as `from:` for `from:Anna`. */
const getSearchOperator = (example: string): string => /^(has:link|\w+:|")/.exec(example)?.[0] ?? example;
