/** A short pop-up message that disappears by itself. */
export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'problem';
  readonly text: string;
}

/** The maximum number of visible toasts. More would cover too much of the page. */
const MAX_TOASTS = 3;

/**
 * Returns the toasts with a new one added at the end. Removes an earlier toast with the same text, and the oldest toast
 * if there are more than three.
 */
export function addToast(toasts: readonly Toast[], kind: Toast['kind'], text: string): readonly Toast[] {
  const id = Math.max(0, ...toasts.map((toast) => toast.id)) + 1;
  return [...toasts.filter((toast) => toast.text !== text), { id, kind, text }].slice(-MAX_TOASTS);
}
