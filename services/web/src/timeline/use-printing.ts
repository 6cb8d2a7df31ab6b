import { useSyncExternalStore } from 'react';

let isPrinting = false;

function subscribeToPrinting(listener: () => void): () => void {
  const createPrintListener = (value: boolean) => () => {
    isPrinting = value;
    listener();
  };
  const [start, end] = [createPrintListener(true), createPrintListener(false)];
  window.addEventListener('beforeprint', start);
  window.addEventListener('afterprint', end);
  return () => {
    window.removeEventListener('beforeprint', start);
    window.removeEventListener('afterprint', end);
  };
}

/** Returns whether the page is being printed. */
export const usePrinting = (): boolean => useSyncExternalStore(subscribeToPrinting, () => isPrinting);
