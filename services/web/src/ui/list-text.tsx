import type { ReactNode } from 'react';
import './list-text.css';

interface ListTextProps {
  readonly children: ReactNode;
}

export function ListHeading({ children }: ListTextProps) {
  return <h2 className="list-heading">{children}</h2>;
}

/** Shows a note below a list, or in place of an empty list. */
export function ListNote({ children }: ListTextProps) {
  return <p className="list-note muted">{children}</p>;
}
