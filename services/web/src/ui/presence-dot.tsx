import type { VisibleStatus } from '@kcs/contracts';
import { statusText } from './status-text.ts';

/** Whether someone is there: by colour and form, and in words. */
export function PresenceDot({ status }: { readonly status: VisibleStatus }) {
  return (
    <span className={`dot dot-${status}`} title={statusText(status)}>
      <span className="visually-hidden">{statusText(status)}</span>
    </span>
  );
}
