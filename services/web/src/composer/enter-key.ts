import { createMediaQuery } from '../ui/media-query.ts';

/**
 * Matches devices with a touch screen as their main input. On an on-screen keyboard, only the Enter key can start a new
 * line.
 */
export const touchScreen = createMediaQuery('(pointer: coarse)');

/** Keys that on-screen keyboards do not have. */
const HARDWARE_KEY_PATTERN = /^(Control|Meta|Alt|Escape|Tab|F\d+)$/;
let hasHardwareKeyboard = false;

// Listen in the capture phase, because a component may stop the propagation of the event.
document.addEventListener(
  'keydown',
  ({ key }) => {
    hasHardwareKeyboard ||= HARDWARE_KEY_PATTERN.test(key);
  },
  { capture: true },
);

type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/**
 * Returns whether a key press sends the message. Ctrl+Enter and ⌘+Enter always send the message. Enter sends the
 * message too, but starts a new line on a touch screen without a hardware keyboard.
 */
export function isSendKey({ key, shiftKey, ctrlKey, metaKey }: KeyPress): boolean {
  if (key !== 'Enter') return false;
  if (ctrlKey || metaKey) return true;
  return !shiftKey && (!touchScreen.matches || hasHardwareKeyboard);
}
