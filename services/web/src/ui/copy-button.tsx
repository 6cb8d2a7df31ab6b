import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly tabIndex?: number;
}

/** How long the button shows the result after a click. */
const COPY_RESULT_DURATION_MS = 2_000;

/** Copies a text to the clipboard when clicked. The button label then says whether the copy succeeded. */
export function CopyButton({ text, label, tabIndex = 0 }: CopyButtonProps) {
  const [result, setResult] = useState<'Copied' | 'Copy failed' | null>(null);
  useEffect(() => {
    if (result === null) return;
    const resultTimer = setTimeout(() => setResult(null), COPY_RESULT_DURATION_MS);
    return () => clearTimeout(resultTimer);
  }, [result]);
  const copyAndShowResult = async () => setResult((await copyText(text)) ? 'Copied' : 'Copy failed');
  return (
    <IconButton
      icon={result === 'Copied' ? Check : Copy}
      label={result ?? label}
      className="copy-button"
      tabIndex={tabIndex}
      onClick={() => void copyAndShowResult()}
    />
  );
}
