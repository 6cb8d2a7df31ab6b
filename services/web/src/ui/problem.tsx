import './problem.css';

/** Shows what went wrong, and makes screen readers announce it. Renders nothing for null. */
export function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
