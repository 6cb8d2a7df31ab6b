import { useEffect, useEffectEvent } from 'react';
import { useToastBoard } from '../toasts/toast-context.ts';

/**
 * Shows a toast when the user drops or pastes a file anywhere on the page, because files cannot be sent. Without this
 * hook, the browser would leave the page to show a dropped file.
 */
export function useFileRefusal(): void {
  const toasts = useToastBoard();
  const refuse = useEffectEvent((event: Event, transfer: DataTransfer | null) => {
    if (!transfer?.types.includes('Files')) return;
    // Allow pasting text from a word processor. The clipboard then contains the text and a picture of the text.
    if (event.type === 'paste' && transfer.types.includes('text/plain')) return;
    event.preventDefault();
    if (event.type !== 'dragover') toasts.showInfo('Files cannot be sent yet.');
  });
  useEffect(() => {
    const onDrag = (event: DragEvent) => refuse(event, event.dataTransfer);
    const onPaste = (event: ClipboardEvent) => refuse(event, event.clipboardData);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('drop', onDrag);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('drop', onDrag);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}
