import type { VisibleStatus } from '@kcs/contracts';
import { statusText } from './status-text.ts';
import './presence-dot.css';

interface PresenceDotProps {
  readonly status: VisibleStatus;
  /** Next to text that names the status: in the line, and skipped by screen readers. */
  readonly inline?: boolean;
}

/** Shows a presence status by color and shape. At the corner of an avatar, it names it for screen readers. */
export function PresenceDot({ status, inline = false }: PresenceDotProps) {
  if (inline) return <span className={`dot dot-${status} dot-inline`} aria-hidden="true" />;
  return (
    <span className={`dot dot-${status}`} title={statusText(status)}>
      <span className="visually-hidden">{statusText(status)}</span>
    </span>
  );
}
