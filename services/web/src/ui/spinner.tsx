import { LoaderCircle } from 'lucide-react';

/** Something is on its way. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span className="spinner" role={label ? 'status' : undefined}>
      <LoaderCircle aria-hidden="true" />
      {label ? <span className="visually-hidden">{label}</span> : null}
    </span>
  );
}
