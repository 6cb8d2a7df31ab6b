import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface RowAttention {
  /** Whether the mouse is over the row or the keyboard focus is inside the row. */
  readonly hasAttention: boolean;
  readonly handlers: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerDownCapture: (event: PointerEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

/**
 * Returns whether to show the action toolbar of a row, and the event handlers that keep this value current. A touch
 * does not show the toolbar, because touch screens have an action sheet and the toolbar would cover the message above.
 */
export function useRowAttention(ref: RefObject<HTMLElement | null>): RowAttention {
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isTouchedRef = useRef(false);
  // Use a native listener, because React does not report `pointerleave` if the element under the mouse has been
  // removed.
  useEffect(() => {
    const rowElement = ref.current;
    const onPointerLeave = () => setHovered(false);
    rowElement?.addEventListener('pointerleave', onPointerLeave);
    return () => rowElement?.removeEventListener('pointerleave', onPointerLeave);
  }, [ref]);
  return {
    hasAttention: isHovered || isFocused,
    handlers: {
      onPointerOver: ({ pointerType }) => setHovered(pointerType !== 'touch'),
      onPointerDownCapture: ({ pointerType }) => {
        isTouchedRef.current = pointerType === 'touch';
      },
      onFocus({ target, currentTarget }) {
        // Ignore focus that comes from a touch or from a click on the row itself, because the user did not ask for the
        // toolbar.
        const isFocusedByKeyboard = target !== currentTarget || target.matches(':focus-visible');
        if (isFocusedByKeyboard && !isTouchedRef.current) setFocused(true);
      },
      onBlur({ relatedTarget, currentTarget }) {
        if (currentTarget.contains(relatedTarget)) return;
        setFocused(false);
        isTouchedRef.current = false;
      },
    },
  };
}
