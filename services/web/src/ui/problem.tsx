import './problem.css';

/** Shows a problem text, which screen readers announce immediately. Renders nothing if the text is null. */
export function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
