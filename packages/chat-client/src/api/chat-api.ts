import type {
  CurrentUser,
  Member,
  Message,
  Room,
  RoomEvent,
  RoomType,
  SendMessageBody,
  User,
} from '@kcs/contracts';
import type { RestOptions, RestResult } from './rest-client.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** The REST routes that this client uses, by name. Every method throws `ApiError`. */
export type ChatApi = ReturnType<typeof createChatApi>;

export const ROOMS_PER_PAGE = 500;
/** Loading the room list stops after this many pages, in case a server never ends it. */
const MAX_ROOM_PAGES = 20;

/** Creates the routes on top of `request`, which adds the token (see `Session.request`). */
export function createChatApi(
  request: <T>(path: string, options?: Omit<RestOptions, 'token'>) => Promise<RestResult<T>>,
) {
  const one = async <T>(...args: Parameters<typeof request>) => (await request<T>(...args)).data;
  const page = async <T>(path: string): Promise<Page<T>> => {
    const result = await request<T[]>(path);
    return { items: result.data, hasMore: result.page?.has_more ?? false };
  };
  const allRooms = async (path: string): Promise<Room[]> => {
    const items: Room[] = [];
    let next = path;
    for (let pages = 0; pages < MAX_ROOM_PAGES; pages += 1) {
      const result = await request<Room[]>(next);
      items.push(...result.data);
      const cursor = result.page?.next_cursor;
      if (!cursor) break;
      next = `${path}&cursor=${encodeURIComponent(cursor)}`;
    }
    return items;
  };
  const room = (id: string) => `/chat/rooms/${id}`;
  const message = (id: string) => `/chat/messages/${id}`;
  const reaction = (id: string, emoji: string) => `${message(id)}/reactions/${encodeURIComponent(emoji)}`;

  return {
    me: () => one<CurrentUser>('/auth/me'),
    /** Returns all rooms, loaded over as many pages as needed. */
    rooms: () => allRooms(`/chat/rooms?limit=${ROOMS_PER_PAGE}`),
    room: (id: string) => one<Room>(room(id)),
    createRoom: (body: { room_type: RoomType; name?: string; member_ids: readonly string[] }) =>
      one<Room>('/chat/rooms', { method: 'POST', body }),
    /** `name` changes the room for everyone, `muted` only for this user. */
    updateRoom: (id: string, change: { readonly name?: string; readonly muted?: boolean }) =>
      one<Room>(room(id), { method: 'PATCH', body: change }),
    members: (id: string) => page<Member>(`${room(id)}/members?limit=500`),
    addMembers: (id: string, userIds: readonly string[]) =>
      one<unknown>(`${room(id)}/members`, { method: 'POST', body: { user_ids: userIds } }),
    removeMember: (id: string, userId: string) =>
      one<unknown>(`${room(id)}/members/${userId}`, { method: 'DELETE' }),
    seen: (id: string, seq: number) => one<unknown>(`${room(id)}/seen`, { method: 'PUT', body: { seq } }),
    newestMessages: (id: string) => page<Message>(`${room(id)}/messages`),
    messagesBefore: (id: string, seq: number) => page<Message>(`${room(id)}/messages?before=${seq}`),
    eventsAfter: (id: string, seq: number) => page<RoomEvent>(`${room(id)}/events?after=${seq}&limit=1000`),
    send: (id: string, body: SendMessageBody) =>
      one<Message>(`${room(id)}/messages`, { method: 'POST', body }),
    edit: (id: string, content: string) => one<Message>(message(id), { method: 'PATCH', body: { content } }),
    remove: (id: string) => one<unknown>(message(id), { method: 'DELETE' }),
    react: (id: string, emoji: string) => one<unknown>(reaction(id, emoji), { method: 'PUT' }),
    unreact: (id: string, emoji: string) => one<unknown>(reaction(id, emoji), { method: 'DELETE' }),
    people: (search: string) => page<User>(`/users?limit=20&search=${encodeURIComponent(search)}`),
  };
}
