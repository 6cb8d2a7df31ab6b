import type { Message, RoomChange } from '@kcs/contracts';

/**
 * A loaded part of a room's history. No message between the oldest and the newest one is missing, but the list may be
 * in any order.
 */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Whether messages older than the page exist. Absent if the server did not say. */
  readonly hasOlder?: boolean;
  /** Whether messages newer than the page exist. Absent if the server did not say. */
  readonly hasNewer?: boolean;
  /** The changes to the room's members and name between the messages, in any order. */
  readonly changes?: readonly RoomChange[];
  /**
   * Whether the page adjoins the loaded messages: no message lies between the page and the loaded messages, and no
   * message is in both.
   */
  readonly adjoins?: boolean;
}
