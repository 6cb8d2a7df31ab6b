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
  const press = useRef<TouchPress>(undefined);
  const isTouch = useRef(false);
  const cancel = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  return {
    onPointerDown(event) {
      cancel();
      isTouch.current =
        event.pointerType === 'touch' && !(event.target as Element).closest('a, button, dialog');
      if (!isTouch.current || !event.isPrimary) return;
      const { clientX: x, clientY: y } = event;
      const timer = setTimeout(() => {
        press.current = undefined;
        onLongPress();
      }, LONG_PRESS_MS);
      press.current = { timer, x, y };
    },
    onPointerMove({ clientX, clientY }) {
      const start = press.current;
      if (start && Math.hypot(clientX - start.x, clientY - start.y) > MAX_MOVE_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    // Prevent the menu that Android shows after a long press.
    onContextMenu: (event) => isTouch.current && event.preventDefault(),
  };
}
