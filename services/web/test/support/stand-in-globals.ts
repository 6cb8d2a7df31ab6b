import type { Test } from 'tap';

/** Replaces global objects of the browser until the test ends. */
export function setStandInGlobals(t: Test, standIns: Readonly<Record<string, unknown>>): void {
  const originalDescriptors = Object.getOwnPropertyDescriptors(globalThis);
  for (const [name, value] of Object.entries(standIns)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.teardown(() => {
      const originalDescriptor = originalDescriptors[name as keyof typeof originalDescriptors];
      if (originalDescriptor) Object.defineProperty(globalThis, name, originalDescriptor);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
}
