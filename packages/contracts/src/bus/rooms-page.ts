import Type from 'typebox';
import { RoomId } from '../ids.ts';
import { Nullable } from '../time.ts';

const RoomAndMemberCount = Type.Object({ roomId: RoomId, memberCount: Type.Integer() });
/**
 * One page of a user's rooms. `next` is the id of the last room on the page if more rooms follow, and null on the last
 * page. Older versions send all rooms in one page without `next`.
 */
export const RoomsPage = Type.Object({
  rooms: Type.Array(RoomAndMemberCount),
  next: Type.Optional(Nullable(RoomId)),
});
