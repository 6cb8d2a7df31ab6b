import type { Member, MemberRole } from '@kcs/contracts';
import { formatRoomPath } from './format-room-path.ts';
import type { PageOptions } from './page.ts';
import type { RequestFunctions } from './request-functions.ts';

/** Creates the REST methods for the members of a room. */
export function createMemberMethods({ requestData, requestPage }: RequestFunctions) {
  return {
    /** Returns up to 500 members of a room, sorted by id. */
    members: (id: string) => requestPage<Member>(`${formatRoomPath(id)}/members?limit=500`),
    /** Returns a page of the room members whose names contain every word of `search`, sorted by name. */
    findMembers: (id: string, search: string, { cursor }: PageOptions = {}) => {
      const urlParameters = new URLSearchParams({ limit: '100', search });
      if (cursor !== undefined) urlParameters.set('cursor', cursor);
      return requestPage<Member>(`${formatRoomPath(id)}/members?${urlParameters}`);
    },
    changeRole: (id: string, userId: string, role: MemberRole) =>
      requestData<Member>(`${formatRoomPath(id)}/members/${userId}`, { method: 'PATCH', body: { role } }),
    addMembers: (id: string, userIds: readonly string[]) =>
      requestData<unknown>(`${formatRoomPath(id)}/members`, { method: 'POST', body: { user_ids: userIds } }),
    removeMember: (id: string, userId: string) =>
      requestData<unknown>(`${formatRoomPath(id)}/members/${userId}`, { method: 'DELETE' }),
  };
}
