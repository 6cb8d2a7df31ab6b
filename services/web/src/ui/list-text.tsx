import type { ReactNode } from 'react';
import './list-text.css';

interface ListTextProps {
  readonly children: ReactNode;
}

/** The heading of one part of a list. */
export function ListHeading({ children }: ListTextProps) {
  return <h2 className="list-heading">{children}</h2>;
}

/** A sentence in place of a list or below it. */
export function ListNote({ children }: ListTextProps) {
  return <p className="list-note muted">{children}</p>;
}
