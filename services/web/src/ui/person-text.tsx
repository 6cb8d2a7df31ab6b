import type { ReactNode } from 'react';
import './person-text.css';

interface PersonTextProps {
  readonly name: ReactNode;
  readonly detail: ReactNode;
}

/** Shows a person's name above a detail in smaller type. Text that is too long is truncated. */
export function PersonText({ name, detail }: PersonTextProps) {
  return (
    <span className="person-text">
      <span>{name}</span>
      <span className="muted small">{detail}</span>
    </span>
  );
}
