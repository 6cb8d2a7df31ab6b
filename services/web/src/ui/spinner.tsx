import { LoaderCircle } from 'lucide-react';
import './spinner.css';

/** Shows that work is in progress. With a label, screen readers announce it. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span className="spinner" role={label ? 'status' : undefined}>
      <LoaderCircle aria-hidden="true" />
      {label ? <span className="visually-hidden">{label}</span> : null}
    </span>
  );
}
