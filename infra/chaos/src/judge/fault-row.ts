export type ClientKind = 'plain' | 'library';

/**
 * The observations of one kind of fault. They become one row of the report. Each observation is attributed to the fault
 * that was injected last.
 */
export interface FaultRow {
  readonly fault: string;
  times: number;
  acknowledged: number;
  /** The number of acknowledged messages and changes that are missing from the room's log. */
  lost: number;
  /** The number of events that clients never received, added up over all clients. */
  undelivered: number;
  readonly plain: IrregularityCounts;
  readonly library: IrregularityCounts;
  /**
   * One catch-up time in milliseconds for each client and each occurrence of the fault. Infinity for a client that did
   * not catch up in time.
   */
  readonly catchUpMs: number[];
}

export interface IrregularityCounts {
  repeated: number;
  outOfOrder: number;
}

/** Returns a row without any counts for a fault. */
export function createFaultRow(fault: string): FaultRow {
  return {
    fault,
    times: 0,
    acknowledged: 0,
    lost: 0,
    undelivered: 0,
    plain: { repeated: 0, outOfOrder: 0 },
    library: { repeated: 0, outOfOrder: 0 },
    catchUpMs: [],
  };
}
