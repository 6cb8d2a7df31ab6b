/** One line of the table: all that happened from the beginning of a fault of this kind to that of the next one. */
export interface Row {
  readonly fault: string;
  times: number;
  acknowledged: number;
  /** Acknowledged, and not in the room's events. */
  lost: number;
  /** Numbers up to the final head that some client never got. */
  undelivered: number;
  readonly plain: Irregular;
  readonly library: Irregular;
  /** One sample a client and fault; infinite for who did not get there. */
  readonly catchUpMs: number[];
}

export interface Irregular {
  repeated: number;
  outOfOrder: number;
}

export const newRow = (fault: string): Row => ({
  fault,
  times: 0,
  acknowledged: 0,
  lost: 0,
  undelivered: 0,
  plain: { repeated: 0, outOfOrder: 0 },
  library: { repeated: 0, outOfOrder: 0 },
  catchUpMs: [],
});
