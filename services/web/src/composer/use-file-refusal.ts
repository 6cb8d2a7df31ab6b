import { useEffect, useEffectEvent } from 'react';
import { useToastBoard } from '../toasts/toast-context.ts';

/**
 * When the user drops or pastes a file, shows a toast that says that files cannot be sent. Without this hook, the
 * browser would leave the page to open a dropped file.
 */
export function useFileRefusal(): void {
  const toastBoard = useToastBoard();
  const refuseFile = useEffectEvent((event: Event, transfer: DataTransfer | null) => {
    if (!transfer?.types.includes('Files')) return;
    // Allow pasting from a word processor, which puts both the text and an image of it on the clipboard.
    if (event.type === 'paste' && transfer.types.includes('text/plain')) return;
    event.preventDefault();
    if (event.type !== 'dragover') toastBoard.showInfo('Files cannot be sent yet.');
  });
  useEffect(() => {
    const onDragOrDrop = (event: DragEvent) => refuseFile(event, event.dataTransfer);
    const onPaste = (event: ClipboardEvent) => refuseFile(event, event.clipboardData);
    document.addEventListener('dragover', onDragOrDrop);
    document.addEventListener('drop', onDragOrDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragover', onDragOrDrop);
      document.removeEventListener('drop', onDragOrDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}
