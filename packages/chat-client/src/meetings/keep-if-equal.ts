/** Returns the former object if all its fields equal those of the current one. */
export function keepIfEqual<T extends object>(former: T | undefined, current: T): T {
  const isUnchanged =
    former !== undefined &&
    Object.entries(current).every(([field, value]) => former[field as keyof T] === value);
  return isUnchanged ? former : current;
}
