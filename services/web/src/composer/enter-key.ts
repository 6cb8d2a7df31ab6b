import { createMediaQuery } from '../ui/media-query.ts';

/** Matches devices whose main input is a touch screen. On-screen keyboards have no other key for a new line than Enter. */
export const touchScreen = createMediaQuery('(pointer: coarse)');

/** Keys that on-screen keyboards do not have. */
const HARDWARE_KEYS = /^(Control|Meta|Alt|Escape|Tab|F\d+)$/;
let hasHardwareKeyboard = false;

// Listen in the capture phase, because a component may stop the event.
document.addEventListener(
  'keydown',
  ({ key }) => {
    hasHardwareKeyboard ||= HARDWARE_KEYS.test(key);
  },
  { capture: true },
);

type EnterKey = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/**
 * Returns whether a key press sends the message. Enter with Ctrl or ⌘ always does. Enter alone does, except on a touch
 * screen without a keyboard, where it starts a new line.
 */
export function sendsMessage({ key, shiftKey, ctrlKey, metaKey }: EnterKey): boolean {
  if (key !== 'Enter') return false;
  if (ctrlKey || metaKey) return true;
  return !shiftKey && (!touchScreen.matches || hasHardwareKeyboard);
}
