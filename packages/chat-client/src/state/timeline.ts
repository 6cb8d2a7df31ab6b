import type { Message, RoomChange, RoomEvent } from '@kcs/contracts';

/** A window on a room's history: the part of the history that is loaded. */
export interface Timeline {
  /** The loaded messages, ascending by `seq`, without a gap. */
  readonly messages: readonly Message[];
  /**
   * The changes to the room's members and name between the loaded messages, ascending by `seq`. May include changes
   * before the first or after the last loaded message.
   */
  readonly changes: readonly RoomChange[];
  /** Whether at least one page is loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  /** Whether newer messages exist beyond the window. If so, live messages are not added to the window. */
  readonly hasNewer: boolean;
  /** The number of live messages that have arrived beyond the window since `hasNewer` became true. */
  readonly newerCount: number;
  readonly loading: boolean;
  readonly failed: boolean;
  /**
   * The events that were applied while a page was loading. They are applied to that page as well, because the server
   * may have read the page before these events.
   */
  readonly replay: readonly RoomEvent[];
  /**
   * The version of the timeline. It changes when the timeline is opened, reset, or moved. A page that was requested for
   * an earlier version is dropped.
   */
  readonly version: number;
}

/** Returns an empty timeline whose first page is loading. */
export const createTimeline = (version: number): Timeline => ({
  messages: [],
  changes: [],
  loaded: false,
  hasOlder: true,
  hasNewer: false,
  newerCount: 0,
  loading: true,
  failed: false,
  replay: [],
  version,
});

/**
 * Marks the timeline as loading a page and returns the new timeline. If a new `version` is given, the result of any
 * page request already in progress will be dropped.
 */
export const startPageLoad = (timeline: Timeline, version = timeline.version): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
  version,
});

/**
 * Records that a page failed to load, and returns the new timeline. If `failed` is false, the timeline does not show
 * the failure, because the caller reports it. Ignores a page that was requested for an earlier version of the timeline.
 */
export const endFailedPageLoad = (timeline: Timeline, version: number, failed = true): Timeline =>
  timeline.version === version ? { ...timeline, loading: false, failed, replay: [] } : timeline;
