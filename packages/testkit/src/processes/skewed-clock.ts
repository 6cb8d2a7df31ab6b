/**
 * Returns the environment that starts a Node process whose clock is `skewMs` ahead, or behind if `skewMs` is negative.
 * The skew affects `Date`, but not timers and `performance.now()`, as on a machine whose wall clock is wrong.
 */
export function createSkewedClockEnv(skewMs: number): { readonly NODE_OPTIONS: string } {
  const preloadSource = `
    const skew = ${Math.trunc(skewMs)};
    globalThis.Date = new Proxy(Date, {
      construct: (Real, args, target) =>
        Reflect.construct(Real, args.length > 0 ? args : [Real.now() + skew], target),
      apply: (Real) => new Real(Real.now() + skew).toString(),
      get: (Real, name) => (name === 'now' ? () => Real.now() + skew : Reflect.get(Real, name)),
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preloadSource)}` };
}
