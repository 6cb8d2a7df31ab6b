import type { RoomChange } from '@kcs/contracts';
import { describeRoomChange } from './system-message-text.ts';

/**
 * A line in the timeline that describes a change to a room, such as "Ann added Bob". `seq` determines its position
 * among the messages.
 */
export interface SystemMessage {
  readonly seq: number;
  readonly text: string;
}

/**
 * Returns the system messages for the changes to a room. Omits the creation of the room, because the start of the
 * timeline shows who created it.
 */
export const createSystemMessages = (
  changes: readonly RoomChange[],
  myId: string,
): readonly SystemMessage[] =>
  changes.flatMap((change) => {
    const changeDescription = isRoomCreation(change) ? '' : describeRoomChange(change, myId);
    return changeDescription === '' ? [] : [{ seq: change.seq, text: changeDescription }];
  });

/** Returns whether the change is the creation of the room, which always has the `seq` 1 (LOG-2). */
export const isRoomCreation = ({ seq }: RoomChange): boolean => seq === 1;
