import { LoaderCircle } from 'lucide-react';
import './spinner.css';

/** Shows that something is loading. If it has a label, screen readers announce it. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span className="spinner" role={label ? 'status' : undefined}>
      <LoaderCircle aria-hidden="true" />
      {label ? <span className="visually-hidden">{label}</span> : null}
    </span>
  );
}
