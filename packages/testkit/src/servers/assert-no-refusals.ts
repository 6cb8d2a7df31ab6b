/**
 * Throws an error that lists the refused operations, unless the list is empty. A refused operation means that one of
 * our users lacks a permission.
 */
export function assertNoRefusals(refusals: readonly string[]): void {
  if (refusals.length === 0) return;
  const refusalText = [...new Set(refusals)].slice(0, 20).join('\n');
  throw new Error(
    `NATS or Redis refused operations because a user lacks permission. If the service needs them, allow them in packages/credentials. Refused operations:\n${refusalText}`,
  );
}
