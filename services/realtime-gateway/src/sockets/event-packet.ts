export interface EventPacket {
  readonly type: 2;
  readonly data: readonly [event: string, ...args: unknown[]];
}

/** `traceparent` is for the receiving gateway. Pass it only for messages that gateways do not pass on to clients. */
export function createEventPacket(event: string, payload: unknown, traceparent?: string): EventPacket {
  return { type: 2, data: traceparent === undefined ? [event, payload] : [event, payload, traceparent] };
}
