/** Returns the reason that is shown for a dead letter with unknown targets (NOTIFY-11). */
export function describeUnknownTargets(unknown: readonly object[]): string {
  const targetList = unknown.map((target) => JSON.stringify(target)).join(', ');
  return `These targets do not exist: ${targetList}. Create the users and rooms, or correct the targets. Then replay the dead letter.`;
}
