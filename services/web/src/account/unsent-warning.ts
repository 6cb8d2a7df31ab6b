/**
 * Returns the text that warns about the unsent messages or the draft that the user would lose by logging out now.
 * Returns null if there are no unsent messages and no draft.
 */
export function createUnsentWarning(unsentCount: number, hasDraft: boolean): string | null {
  if (unsentCount > 1)
    return `${unsentCount} messages have not been sent yet. If you log out now, these messages will be lost.`;
  if (unsentCount === 1)
    return 'One message has not been sent yet. If you log out now, the message will be lost.';
  return hasDraft ? 'You have an unsent draft. If you log out now, the draft will be lost.' : null;
}
