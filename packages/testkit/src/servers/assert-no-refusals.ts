/** Throws if a server refused something to one of our users: the user needs a permission that it does not have. */
export function assertNoRefusals(refusals: readonly string[]): void {
  if (refusals.length === 0) return;
  const lines = [...new Set(refusals)].slice(0, 20).join('\n');
  throw new Error(
    `NATS or Redis refused something to a service. If it needs that, add it to the permissions in packages/credentials:\n${lines}`,
  );
}
