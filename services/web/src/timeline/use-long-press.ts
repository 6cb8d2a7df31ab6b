import { type MouseEvent, type PointerEvent, useRef } from 'react';

const LONG_PRESS_MS = 450;
/** If the finger moves farther than this many pixels, the touch counts as scrolling and not as a long press. */
const MAX_MOVE_PX = 10;

interface TouchPress {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly x: number;
  readonly y: number;
}

interface LongPressHandlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

/**
 * Returns event handlers that call `onLongPress` when the user holds a finger on the element. Ignores touches on links,
 * on buttons, and in dialogs.
 */
export function useLongPress(onLongPress: () => void): LongPressHandlers {
  const currentPress = useRef<TouchPress>(undefined);
  const isTouchPress = useRef(false);
  const cancelPress = () => {
    clearTimeout(currentPress.current?.timer);
    currentPress.current = undefined;
  };
  return {
    onPointerDown(event) {
      cancelPress();
      isTouchPress.current =
        event.pointerType === 'touch' && !(event.target as Element).closest('a, button, dialog');
      if (!isTouchPress.current || !event.isPrimary) return;
      const { clientX: x, clientY: y } = event;
      const longPressTimer = setTimeout(() => {
        currentPress.current = undefined;
        onLongPress();
      }, LONG_PRESS_MS);
      currentPress.current = { timer: longPressTimer, x, y };
    },
    onPointerMove({ clientX, clientY }) {
      const pressStart = currentPress.current;
      if (pressStart && Math.hypot(clientX - pressStart.x, clientY - pressStart.y) > MAX_MOVE_PX)
        cancelPress();
    },
    onPointerUp: cancelPress,
    onPointerCancel: cancelPress,
    // Prevent the menu that Android shows after a long press.
    onContextMenu: (event) => isTouchPress.current && event.preventDefault(),
  };
}
