import type { Outbox } from './outbox/outbox.ts';

/** What caused a room event. The event carries the origin in its NATS headers, so that log lines about it agree. */
export interface EventOrigin {
  /** The id of the HTTP request or client event. */
  readonly requestId: string;
  /** The W3C `traceparent` of the span that caused the event; undefined if tracing is off. */
  readonly traceparent?: string | undefined;
}

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
