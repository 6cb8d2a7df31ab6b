import type { ReactNode } from 'react';
import './list-text.css';

interface ListTextProps {
  readonly children: ReactNode;
}

/** The heading of one part of a list. */
export function ListHeading({ children }: ListTextProps) {
  return <h2 className="list-heading">{children}</h2>;
}

/** A sentence below a list or in place of an empty one. */
export function ListNote({ children }: ListTextProps) {
  return <p className="list-note muted">{children}</p>;
}
