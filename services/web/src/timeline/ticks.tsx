import { Check, CheckCheck } from 'lucide-react';

/** How far one's own message has come: stored, seen by some, seen by all. */
export function Ticks({ seen, of }: { readonly seen: number; readonly of: number }) {
  if (seen === 0 || of === 0) {
    return (
      <span className="ticks" title="Sent">
        <Check aria-hidden="true" />
        <span className="visually-hidden">Sent</span>
      </span>
    );
  }
  const all = seen === of;
  const text = of === 1 ? 'Seen' : all ? 'Seen by all' : `Seen by ${seen} of ${of}`;
  return (
    <span className={`ticks ${all ? 'ticks-all' : ''}`} title={text}>
      <CheckCheck aria-hidden="true" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
