export interface EventPacket {
  readonly type: 2;
  readonly data: readonly [event: string, ...args: unknown[]];
}

export function createEventPacket(event: string, payload: unknown): EventPacket {
  return { type: 2, data: [event, payload] };
}
