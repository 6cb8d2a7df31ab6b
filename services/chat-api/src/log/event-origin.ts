/** What caused a room event. The event carries the origin in its NATS headers, so that log lines about it agree. */
export interface EventOrigin {
  /** The id of the HTTP request or client event. */
  readonly requestId: string;
  /** The W3C `traceparent` of the span that caused the event; undefined if tracing is off. */
  readonly traceparent?: string | undefined;
}
