import { CopyButton } from '../ui/copy-button.tsx';

/** Shows a block of code as written, with a copy button. Long lines scroll sideways. */
export function CodeBlock({ code }: { readonly code: string }) {
  return (
    <div className="code-block" dir="ltr">
      {/* Make the code focusable, because the keyboard can scroll long lines only while the code has the focus. */}
      <pre tabIndex={-1}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label="Copy code" tabIndex={-1} />
    </div>
  );
}
