import type { VisibleStatus } from '@kcs/contracts';
import { statusText } from './status-text.ts';
import './presence-dot.css';

interface PresenceDotProps {
  readonly status: VisibleStatus;
  /** Places the dot in the line of text that names the status. Screen readers then skip the dot. */
  readonly inline?: boolean;
}

/** Shows a presence status by color and shape. On an avatar, it also names the status for screen readers. */
export function PresenceDot({ status, inline = false }: PresenceDotProps) {
  if (inline) return <span className={`dot dot-${status} dot-inline`} aria-hidden="true" />;
  return (
    <span className={`dot dot-${status}`} title={statusText(status)}>
      <span className="visually-hidden">{statusText(status)}</span>
    </span>
  );
}
