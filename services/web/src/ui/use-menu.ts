import { type RefObject, useEffect, useRef, useState } from 'react';

interface Menu {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  /** Goes on the element that holds both the button and the menu. */
  readonly ref: RefObject<HTMLDivElement | null>;
}

/** A small menu that closes by Escape (the focus returns to its button), a click outside, or when the focus leaves. */
export function useMenu(): Menu {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!ref.current?.contains(event.target as Node)) setOpen(false);
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      ref.current?.querySelector<HTMLElement>('button')?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onEscape, true);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', onEscape, true);
    };
  }, [open]);
  return { open, setOpen, ref };
}
