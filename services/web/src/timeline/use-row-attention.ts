import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface RowAttention {
  /** Whether the mouse is over the row, or the keyboard focus is in the row. */
  readonly hasAttention: boolean;
  readonly handlers: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerDownCapture: (event: PointerEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

/**
 * Returns whether the user may want the actions of a row. A touch does not count, because touch screens have the action
 * sheet, and the actions would cover the message above.
 */
export function useRowAttention(ref: RefObject<HTMLElement | null>): RowAttention {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const isTouched = useRef(false);
  // React misses that the mouse enters or leaves when the element under the mouse was removed, so it is not asked.
  useEffect(() => {
    const row = ref.current;
    const onLeave = () => setHovered(false);
    row?.addEventListener('pointerleave', onLeave);
    return () => row?.removeEventListener('pointerleave', onLeave);
  }, [ref]);
  return {
    hasAttention: hovered || focused,
    handlers: {
      onPointerOver: ({ pointerType }) => setHovered(pointerType !== 'touch'),
      onPointerDownCapture: ({ pointerType }) => {
        isTouched.current = pointerType === 'touch';
      },
      onFocus({ target, currentTarget }) {
        // A click on a row focuses the row, but the user did not ask for its actions.
        const isByKeyboard = target !== currentTarget || target.matches(':focus-visible');
        if (isByKeyboard && !isTouched.current) setFocused(true);
      },
      onBlur({ relatedTarget, currentTarget }) {
        if (currentTarget.contains(relatedTarget)) return;
        setFocused(false);
        isTouched.current = false;
      },
    },
  };
}
