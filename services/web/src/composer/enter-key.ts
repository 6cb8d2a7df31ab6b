import { createMediaQuery } from '../ui/media-query.ts';

/**
 * Matches devices whose main input is a touch screen. On an on-screen keyboard, the Enter key is the only way to start
 * a new line.
 */
export const touchScreenQuery = createMediaQuery('(pointer: coarse)');

/**
 * Matches the names of keys that on-screen keyboards do not have. A press of such a key shows that the device has a
 * hardware keyboard.
 */
const HARDWARE_KEY_PATTERN = /^(Control|Meta|Alt|Escape|Tab|F\d+)$/;
let hasHardwareKeyboard = false;

// Listen in the capture phase, because a component may stop the event from propagating.
document.addEventListener(
  'keydown',
  ({ key }) => {
    hasHardwareKeyboard ||= HARDWARE_KEY_PATTERN.test(key);
  },
  { capture: true },
);

type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/**
 * Returns whether a key press sends the message. Ctrl+Enter and ⌘+Enter always send the message. So does Enter alone,
 * except on a touch screen without a hardware keyboard, where Enter starts a new line.
 */
export function isSendKey({ key, shiftKey, ctrlKey, metaKey }: KeyPress): boolean {
  if (key !== 'Enter') return false;
  if (ctrlKey || metaKey) return true;
  return !shiftKey && (!touchScreenQuery.matches || hasHardwareKeyboard);
}
