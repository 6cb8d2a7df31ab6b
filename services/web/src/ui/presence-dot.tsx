import type { VisibleStatus } from '@kcs/contracts';
import { describeStatus } from './status-text.ts';
import './presence-dot.css';

interface PresenceDotProps {
  readonly status: VisibleStatus;
  /** Whether the dot is part of a text that names the status. If so, screen readers skip the dot. */
  readonly inline?: boolean;
}

/**
 * Shows a presence status by color and shape. Screen readers announce the status, unless a text beside the dot names
 * it.
 */
export function PresenceDot({ status, inline = false }: PresenceDotProps) {
  if (inline) return <span className={`dot dot-${status} dot-inline`} aria-hidden="true" />;
  return (
    <span className={`dot dot-${status}`} title={describeStatus(status)}>
      <span className="visually-hidden">{describeStatus(status)}</span>
    </span>
  );
}
