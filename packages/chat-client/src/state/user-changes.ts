import type { Member, Room, ServerEventPayload } from '@kcs/contracts';
import type { ChatState } from './chat-state.ts';
import type { RoomEntry } from './room-entry.ts';
import type { Roster } from './roster.ts';

type UserChange = Pick<ServerEventPayload<'chat-user-updated'>, 'userId' | 'name' | 'userType' | 'active'>;

/**
 * Applies a change to a user's name or type, or the deactivation or reactivation of the user's account, and returns the
 * new state. A message keeps the name that its sender had at the time of sending.
 */
export function applyUserChange(state: ChatState, change: UserChange): ChatState {
  const { me } = state;
  const isChangeToMe = change.userId === me.id;
  return {
    ...state,
    me: isChangeToMe ? { ...me, name: change.name, user_type: change.userType } : me,
    rooms: mapValues(state.rooms, (entry) => applyUserChangeToEntry(entry, change, me)),
    rosters: mapValues(state.rosters, (roster) => applyUserChangeToRoster(roster, change)),
  };
}

function applyUserChangeToEntry(entry: RoomEntry, change: UserChange, me: ChatState['me']): RoomEntry {
  const { peer, name } = entry.summary;
  if (!peer || (change.userId !== peer.user_id && change.userId !== me.id)) return entry;
  const isChangeToMe = change.userId === me.id;
  const newPeer = isChangeToMe
    ? peer
    : { ...peer, name: change.name, user_type: change.userType, active: change.active };
  const isMyNameFirst = name === `${me.name} & ${peer.name}` || !name.startsWith(`${peer.name} & `);
  const myName = isChangeToMe ? change.name : me.name;
  const roomNameParts = isMyNameFirst ? [myName, newPeer.name] : [newPeer.name, myName];
  const nextSummary: Room = { ...entry.summary, peer: newPeer, name: roomNameParts.join(' & ') };
  return { ...entry, summary: nextSummary };
}

function applyUserChangeToRoster(roster: Roster, { userId, name, userType, active }: UserChange): Roster {
  if (!roster.members.some(({ user_id }) => user_id === userId)) return roster;
  const nextMembers = roster.members.map(
    (member): Member =>
      member.user_id === userId ? { ...member, name, user_type: userType, active } : member,
  );
  return { ...roster, members: nextMembers };
}

/** Returns the record with `map` applied to every value, or the same record if no value changes. */
function mapValues<T>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => T,
): Readonly<Record<string, T>> {
  const mappedEntries = Object.entries(record).map(([key, value]) => [key, value, map(value)] as const);
  if (mappedEntries.every(([, before, after]) => before === after)) return record;
  return Object.fromEntries(mappedEntries.map(([key, , after]) => [key, after]));
}
