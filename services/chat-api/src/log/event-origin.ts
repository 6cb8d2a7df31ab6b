/**
 * What caused a room event. Its NATS headers carry this origin, so that all log lines about it have one id.
 */
export interface EventOrigin {
  /** The id of the HTTP request or client event. */
  readonly requestId: string;
  /** The W3C `traceparent` of the span that caused the event; undefined if tracing is off. */
  readonly traceparent?: string | undefined;
}
