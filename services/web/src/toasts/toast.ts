/** A short pop-up message that disappears by itself. */
export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'problem';
  readonly text: string;
  /** The id of the room that the toast is about. Undefined if the toast is not about a room. */
  readonly roomId?: string | undefined;
  readonly action?: ToastAction | undefined;
}

/** A button in a toast. A click on it also dismisses the toast. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** The maximum number of visible toasts. More toasts would cover too much of the page. */
const MAX_TOASTS = 3;

/**
 * Returns the toasts with a new one added at the end. Removes an earlier toast with the same text, and the oldest toast
 * if there are more than three.
 */
export function addToast(toasts: readonly Toast[], toast: Omit<Toast, 'id'>): readonly Toast[] {
  const newToastId = Math.max(0, ...toasts.map((shown) => shown.id)) + 1;
  return [...toasts.filter(({ text }) => text !== toast.text), { ...toast, id: newToastId }].slice(
    -MAX_TOASTS,
  );
}
