import type { LoggedInUser } from './start-api.ts';

export const readResponseData = async (user: LoggedInUser, path: string) =>
  (await user.rest('GET', path)).body.data;

/** Creates a direct room and returns its id. */
export async function createDirectRoom(from: LoggedInUser, to: LoggedInUser, name?: string): Promise<string> {
  const body = { room_type: 'direct', member_ids: [to.id], ...(name !== undefined && { name }) };
  return (await from.rest('POST', '/chat/rooms', body)).body.data.id;
}

/** Creates a group and returns its id. */
export async function createGroup(owner: LoggedInUser, ...members: LoggedInUser[]): Promise<string> {
  const body = { room_type: 'group', name: 'Class 4b', member_ids: members.map(({ id }) => id) };
  return (await owner.rest('POST', '/chat/rooms', body)).body.data.id;
}

export const sendMessage = (user: LoggedInUser, roomId: string, body: object = {}) =>
  user.rest('POST', `/chat/rooms/${roomId}/messages`, { content: 'hello', ...body });

export const listEvents = (user: LoggedInUser, roomId: string) =>
  readResponseData(user, `/chat/rooms/${roomId}/events?after=0`);
