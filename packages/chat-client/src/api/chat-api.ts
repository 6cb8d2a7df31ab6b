import type {
  CurrentUser,
  Message,
  PatchRoomBody,
  PostPolicy,
  Receipt,
  Room,
  RoomChange,
  RoomEvent,
  RoomType,
  SearchHit,
  SendMessageBody,
  User,
} from '@kcs/contracts';
import { formatRoomPath } from './format-room-path.ts';
import { createMemberMethods } from './member-methods.ts';
import { createMessagesAroundMethod } from './messages-around-method.ts';
import { createNotificationMethods } from './notification-methods.ts';
import type { Page, PageOptions } from './page.ts';
import type { RestOptions, RestResult } from './rest-client.ts';
import { createRoomListMethod } from './room-list-method.ts';

interface PeopleSearchOptions extends PageOptions {
  readonly notInRoom?: string;
}

interface NewRoomRequest {
  readonly room_type: RoomType;
  readonly name?: string;
  readonly post_policy?: PostPolicy;
  readonly member_ids: readonly string[];
}

/** The REST routes that this client uses, one method per route. A method throws `ApiError` if its request fails. */
export type ChatApi = ReturnType<typeof createChatApi>;

/**
 * Creates the REST methods. They send every request through `request`, which adds the access token (see
 * `Session.request`).
 */
export function createChatApi(
  request: <T>(path: string, options?: Omit<RestOptions, 'token'>) => Promise<RestResult<T>>,
) {
  const requestData = async <T>(...args: Parameters<typeof request>) => (await request<T>(...args)).data;
  const requestPage = async <T>(path: string, signal?: AbortSignal): Promise<Page<T>> => {
    const pageResult = await request<T[]>(path, signal && { signal });
    const { has_more: hasMore = false, next_cursor: nextCursor } = pageResult.page ?? {};
    return { items: pageResult.data, hasMore, ...(nextCursor && { nextCursor }) };
  };
  const formatMessagePath = (id: string) => `/chat/messages/${id}`;
  const formatReactionPath = (id: string, emoji: string) =>
    `${formatMessagePath(id)}/reactions/${encodeURIComponent(emoji)}`;

  return {
    me: () => requestData<CurrentUser>('/auth/me'),
    rooms: createRoomListMethod(requestPage),
    room: (id: string) => requestData<Room>(formatRoomPath(id)),
    createRoom: (body: NewRoomRequest) => requestData<Room>('/chat/rooms', { method: 'POST', body }),
    /**
     * Changes a room. `muted` and `notification_level` apply only to this user. The other fields apply to all members.
     */
    updateRoom: (id: string, change: PatchRoomBody) =>
      requestData<Room>(formatRoomPath(id), { method: 'PATCH', body: change }),
    /** Deletes a group room for all its members. */
    deleteRoom: (id: string) => requestData<unknown>(formatRoomPath(id), { method: 'DELETE' }),
    ...createMemberMethods({ requestData, requestPage }),
    markSeen: (id: string, seq: number) =>
      requestData<unknown>(`${formatRoomPath(id)}/seen`, { method: 'PUT', body: { seq } }),
    newestMessages: (id: string) => requestPage<Message>(`${formatRoomPath(id)}/messages`),
    messagesAround: createMessagesAroundMethod(requestPage),
    messagesAfter: (id: string, seq: number) =>
      requestPage<Message>(`${formatRoomPath(id)}/messages?after=${seq}`),
    /**
     * Returns the changes to a room's members and name that have a seq between `after` and `before`. Without `before`,
     * the range has no upper end.
     */
    changes: (id: string, after: number, before?: number) =>
      requestPage<RoomChange>(
        `${formatRoomPath(id)}/changes?after=${after}${before === undefined ? '' : `&before=${before}`}`,
      ),
    message: (id: string) => requestData<Message>(formatMessagePath(id)),
    messagesBefore: (id: string, seq: number) =>
      requestPage<Message>(`${formatRoomPath(id)}/messages?before=${seq}`),
    eventsAfter: (id: string, seq: number) =>
      requestPage<RoomEvent>(`${formatRoomPath(id)}/events?after=${seq}&limit=1000`),
    send: (id: string, body: SendMessageBody) =>
      requestData<Message>(`${formatRoomPath(id)}/messages`, { method: 'POST', body }),
    edit: (id: string, content: string) =>
      requestData<Message>(formatMessagePath(id), { method: 'PATCH', body: { content } }),
    remove: (id: string) => requestData<unknown>(formatMessagePath(id), { method: 'DELETE' }),
    react: (id: string, emoji: string) =>
      requestData<unknown>(formatReactionPath(id, emoji), { method: 'PUT' }),
    unreact: (id: string, emoji: string) =>
      requestData<unknown>(formatReactionPath(id, emoji), { method: 'DELETE' }),
    /** Returns the recipients who have seen a message. */
    receipts: (id: string, { cursor }: PageOptions = {}) =>
      requestPage<Receipt>(
        `${formatMessagePath(id)}/receipts${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
      ),
    /** Returns a user's profile. */
    user: (id: string) => requestData<User>(`/users/${id}`),
    /**
     * Returns active people whose names contain every word of `search`. If `notInRoom` is a room's id, leaves out that
     * room's members.
     */
    people: (search: string, { notInRoom, cursor, signal }: PeopleSearchOptions = {}) => {
      const urlParameters = new URLSearchParams({ limit: '20', active: 'true', search });
      if (notInRoom !== undefined) urlParameters.set('not_in_room', notInRoom);
      if (cursor !== undefined) urlParameters.set('cursor', cursor);
      return requestPage<User>(`/users?${urlParameters}`, signal);
    },
    /**
     * Returns messages that match a search, newest first. Even an empty page may have a `nextCursor`, which continues
     * the search (MSG-9).
     */
    search: (q: string, { cursor, signal }: PageOptions = {}) => {
      const urlParameters = new URLSearchParams({ limit: '20', q });
      if (cursor !== undefined) urlParameters.set('cursor', cursor);
      return requestPage<SearchHit>(`/chat/search?${urlParameters}`, signal);
    },
    ...createNotificationMethods({ request, requestData }),
  };
}
