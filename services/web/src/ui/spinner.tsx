import { LoaderCircle } from 'lucide-react';
import './spinner.css';

/** Shows that something is loading. Screen readers announce the label if there is one. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span className="spinner" role={label ? 'status' : undefined}>
      <LoaderCircle aria-hidden="true" />
      {label ? <span className="visually-hidden">{label}</span> : null}
    </span>
  );
}
