import type { Member, UserType } from '@kcs/contracts';
import { assignDistinctHues, getHueNumber } from '../ui/hue.ts';
import { useChatState } from './chat-context.ts';

interface PersonInRoom {
  /**
   * The person's role at the school. Undefined if the person has left the room or is not in the loaded part of the
   * member list.
   */
  readonly userType: UserType | undefined;
  /** The index of the person's hue. In a room with up to eight members, every member has a different hue. */
  readonly hue: number;
}

type PeopleById = ReadonlyMap<string, PersonInRoom>;

const EMPTY_MEMBER_LIST: readonly Member[] = [];
/** Caches one map of people for each member list, so that all rows of a timeline share the map. */
const peopleByMemberList = new WeakMap<readonly Member[], PeopleById>();

/** Returns a function that looks up a person's school role and hue in a room. */
export function useFindPersonInRoom(roomId: string): (userId: string) => PersonInRoom {
  const rosterMembers = useChatState((state) => state.rosters[roomId]?.members ?? EMPTY_MEMBER_LIST);
  return (userId) =>
    getPeopleById(rosterMembers).get(userId) ?? { userType: undefined, hue: getHueNumber(userId) };
}

function getPeopleById(members: readonly Member[]): PeopleById {
  let peopleById = peopleByMemberList.get(members);
  if (peopleById === undefined) {
    // Assign hues in the order in which the members joined, so that all members keep their hues when another person
    // joins.
    const membersByJoinTime = [...members].sort(
      (a, b) => a.joined_at.localeCompare(b.joined_at) || a.user_id.localeCompare(b.user_id),
    );
    const hueByUserId = assignDistinctHues(membersByJoinTime.map((member) => member.user_id));
    peopleById = new Map(
      members.map(({ user_id, user_type }) => [
        user_id,
        { userType: user_type, hue: hueByUserId.get(user_id) ?? 0 },
      ]),
    );
    peopleByMemberList.set(members, peopleById);
  }
  return peopleById;
}
