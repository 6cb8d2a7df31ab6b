/**
 * Returns whether the data has a field, at any depth, that could change the prototype of an object copied from the
 * data. Uses a loop, because recursion over deep nesting could overflow the stack.
 */
export function hasPrototypeField(data: object): boolean {
  const pendingValues: unknown[] = [data];
  while (pendingValues.length > 0) {
    const pendingValue = pendingValues.pop();
    if (typeof pendingValue !== 'object' || pendingValue === null) continue;
    if (Object.hasOwn(pendingValue, '__proto__')) return true;
    const constructorValue: unknown = Object.hasOwn(pendingValue, 'constructor')
      ? pendingValue.constructor
      : undefined;
    if (
      typeof constructorValue === 'object' &&
      constructorValue !== null &&
      Object.hasOwn(constructorValue, 'prototype')
    ) {
      return true;
    }
    pendingValues.push(...Object.values(pendingValue));
  }
  return false;
}
