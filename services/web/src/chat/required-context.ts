import { type Context, createContext, useContext } from 'react';

/**
 * Creates a React context without a default, and the hook that reads it. The hook throws a TypeError if its component
 * has no provider above it, which is a bug in the page.
 */
export function requiredContext<T>(name: string): [context: Context<T | null>, useValue: () => T] {
  const context = createContext<T | null>(null);
  function useValue(): T {
    const value = useContext(context);
    if (value === null) throw new TypeError(`This component needs a ${name} above it.`);
    return value;
  }
  return [context, useValue];
}
