import { type Context, createContext, useContext } from 'react';

/**
 * Creates a React context without a default value, and a hook that returns the value. The hook throws a TypeError if
 * the component is rendered outside the context's provider.
 */
export function createRequiredContext<T>(name: string): [context: Context<T | null>, useValue: () => T] {
  const reactContext = createContext<T | null>(null);
  function useRequiredContextValue(): T {
    const contextValue = useContext(reactContext);
    if (contextValue === null)
      throw new TypeError(`No ${name} provider was found. Render this component inside <${name}>.`);
    return contextValue;
  }
  return [reactContext, useRequiredContextValue];
}
