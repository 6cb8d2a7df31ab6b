import type { VisibleStatus } from '@kcs/contracts';
import { statusText } from './status-text.ts';
import './presence-dot.css';

/** Shows a presence status by color and shape, and names it for screen readers. */
export function PresenceDot({ status }: { readonly status: VisibleStatus }) {
  return (
    <span className={`dot dot-${status}`} title={statusText(status)}>
      <span className="visually-hidden">{statusText(status)}</span>
    </span>
  );
}
