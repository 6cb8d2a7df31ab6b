import './problem.css';

/** Says what went wrong, and announces it to screen readers. Renders nothing for null. */
export function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
