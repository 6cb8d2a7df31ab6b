import type { EventOrigin } from '../event-origin.ts';
import type { Outbox } from './outbox.ts';

/**
 * Returns the same dependencies, except that events offered to their outbox carry the origin. An event that the sweep
 * publishes has no origin, because PostgreSQL does not store it.
 */
export function withOrigin<D extends { readonly outbox: Outbox }>(
  deps: D,
  origin: EventOrigin | undefined,
): D {
  if (!origin) return deps;
  // V8 would create a hidden class for each object that starts with a spread and has further fields.
  const offerWithOrigin: Outbox['offer'] = (events) =>
    deps.outbox.offer(events.map((event) => ({ origin, ...event })));
  return Object.assign({}, deps, { outbox: { offer: offerWithOrigin } });
}
