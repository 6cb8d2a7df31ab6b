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
  SeenNotificationsBody,
  SendMessageBody,
  StoredNotification,
  User,
} from '@kcs/contracts';
import { formatRoomPath } from './format-room-path.ts';
import { createMemberMethods } from './member-methods.ts';
import { createMessagesAroundMethod } from './messages-around-method.ts';
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

<<<<<<< HEAD
export const ROOMS_PER_PAGE = 500;
/** Loading the room list stops after this many pages, so that a faulty server cannot cause an endless loop. */
const MAX_ROOM_PAGES = 20;

/**
 * A page of messages around a seq. `hasMore` says whether older messages exist, and `hasNewer` whether newer ones do.
 */
export interface PageAroundSeq extends Page<Message> {
  readonly hasNewer: boolean;
}

/** The number of messages in a page around a seq. Half of them have a lower seq. */
const MESSAGES_PER_PAGE_AROUND_SEQ = 80;

const NOTIFICATIONS_PER_PAGE = 30;

type RequestFunction = <T>(path: string, options?: Omit<RestOptions, 'token'>) => Promise<RestResult<T>>;

const formatRoomPath = (id: string): string => `/chat/rooms/${id}`;

=======
>>>>>>> main
/**
 * Creates the REST methods. They send every request through `request`, which adds the access token (see
 * `Session.request`).
 */
export function createChatApi(request: RequestFunction) {
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
    ...createNotificationMethods(request, requestData),
  };
}
<<<<<<< HEAD

interface RequestFunctions {
  readonly requestData: <T>(path: string, options?: Omit<RestOptions, 'token'>) => Promise<T>;
  readonly requestPage: <T>(path: string) => Promise<Page<T>>;
}

/** Creates the REST methods for the members of a room. */
function createMemberMethods({ requestData, requestPage }: RequestFunctions) {
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

/** Creates the REST methods for the user's notifications and mentions. */
function createNotificationMethods(request: RequestFunction, requestData: RequestFunctions['requestData']) {
  return {
    /** Returns a page of the user's notifications, newest first, with the number of all unseen ones. */
    notifications: async ({ cursor }: PageOptions = {}) => {
      const cursorParameter = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { data, page } = await request<StoredNotification[]>(
        `/chat/notifications?limit=${NOTIFICATIONS_PER_PAGE}${cursorParameter}`,
      );
      return { items: data, unreadCount: page?.unread_count ?? 0, nextCursor: page?.next_cursor ?? null };
    },
    markNotificationsSeen: (body: SeenNotificationsBody) =>
      requestData<{ readonly unread_count: number }>('/chat/notifications/seen', { method: 'POST', body }),
  };
}

/** Creates the REST method for the room list. */
function createRoomListMethod(requestPage: RequestFunctions['requestPage']) {
  const requestRoomPage = async (cursor: string | undefined): Promise<Page<Room>> => {
    const cursorParameter = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/chat/rooms?limit=${ROOMS_PER_PAGE}${cursorParameter}`;
    try {
      return await requestPage<Room>(`${path}&last_message=excerpt`);
    } catch (thrown) {
      // Older servers reject the `last_message` parameter, so try again without it.
      if (asApiError(thrown).code !== 'VALIDATION_FAILED') throw thrown;
      return requestPage<Room>(path);
    }
  };

  /**
   * Returns the user's whole room list, loaded page by page. The text of each room's last message may be truncated
   * (ROOM-20). `runPageRequest` runs the request for one page. If it retries a request, the pages already loaded are
   * kept.
   */
  return async (runPageRequest: RoomPageRequestRunner = (request) => request()): Promise<Room[]> => {
    const loadedRooms: Room[] = [];
    let nextPageCursor: string | undefined;
    for (let pages = 0; pages < MAX_ROOM_PAGES; pages += 1) {
      const { items, nextCursor } = await runPageRequest(() => requestRoomPage(nextPageCursor));
      loadedRooms.push(...items);
      if (nextCursor === undefined) break;
      nextPageCursor = nextCursor;
    }
    return loadedRooms;
  };
}
=======
>>>>>>> main
