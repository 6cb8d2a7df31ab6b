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
  const offerWithOrigin: Outbox['offer'] = (events) =>
    deps.outbox.offer(events.map((event) => ({ ...event, origin })));
  return { ...deps, outbox: { offer: offerWithOrigin } };
}
