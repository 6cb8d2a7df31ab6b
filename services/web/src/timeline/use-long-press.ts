import { type MouseEvent, type PointerEvent, useRef } from 'react';

const LONG_PRESS_DURATION_MS = 450;
/** If the finger moves farther than this many pixels, the touch counts as scrolling and not as a long press. */
const MAX_LONG_PRESS_MOVE_PX = 10;

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
  const currentPressRef = useRef<TouchPress>(undefined);
  const isTouchPressRef = useRef(false);
  const cancelPress = () => {
    clearTimeout(currentPressRef.current?.timer);
    currentPressRef.current = undefined;
  };
  return {
    onPointerDown(event) {
      cancelPress();
      isTouchPressRef.current =
        event.pointerType === 'touch' && !(event.target as Element).closest('a, button, dialog');
      if (!isTouchPressRef.current || !event.isPrimary) return;
      const { clientX: x, clientY: y } = event;
      const longPressTimer = setTimeout(() => {
        currentPressRef.current = undefined;
        onLongPress();
      }, LONG_PRESS_DURATION_MS);
      currentPressRef.current = { timer: longPressTimer, x, y };
    },
    onPointerMove({ clientX, clientY }) {
      const pressStart = currentPressRef.current;
      if (pressStart && Math.hypot(clientX - pressStart.x, clientY - pressStart.y) > MAX_LONG_PRESS_MOVE_PX)
        cancelPress();
    },
    onPointerUp: cancelPress,
    onPointerCancel: cancelPress,
    // Prevent the menu that Android shows after a long press.
    onContextMenu: (event) => isTouchPressRef.current && event.preventDefault(),
  };
}
