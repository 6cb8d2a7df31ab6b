import type { ChatClient } from '@kcs/chat-client';
import type { Member, Room, RoomEvent, VisibleStatus } from '@kcs/contracts';
import { matchesSearch } from '@kcs/contracts';
import { useCallback, useEffect, useMemo } from 'react';
import { useChat, useChatState } from './chat-context.ts';
import { usePresenceByUserId } from './use-known-presence.ts';
import { type PagedList, usePagedList } from './use-pages.ts';

/** The debounce time: a search starts once the user has not typed for this long. */
const MEMBER_SEARCH_DEBOUNCE_MS = 200;
/**
 * The maximum number of added members from one event that appear at the top of the list in a large room. The client
 * sends one request for each of them.
 */
const MAX_MEMBERS_ADDED_AT_TOP = 20;

/**
 * Returns the room members whose names match the search. If the client knows all members, it searches them itself, and
 * sorts them by presence status and then by name. In larger rooms, the server searches and sorts by name, and the
 * client loads the list page by page. In these rooms, a member who is added while the list is open appears at the top.
 */
export function useMemberList(room: Room, search: string): PagedList<Member> {
  const chatClient = useChat();
  const presenceByUserId = usePresenceByUserId();
  const roster = useChatState((state) => state.rosters[room.id]);
  const isLargeRoom = roster !== undefined && roster.members.length > 0 && !roster.complete;
  const trimmedSearch = search.trim();
  const matchingRosterMembers = useMemo(
    () =>
      sortMembersByStatusAndName(
        (roster?.members ?? []).filter(({ name }) => matchesSearch(name, trimmedSearch)),
        presenceByUserId,
      ),
    [roster, presenceByUserId, trimmedSearch],
  );
  const loadMemberPage = useCallback(
    (cursor?: string) =>
      isLargeRoom
        ? chatClient.api.findMembers(room.id, trimmedSearch, cursor === undefined ? {} : { cursor })
        : Promise.resolve({ items: [] }),
    [chatClient, isLargeRoom, room.id, trimmedSearch],
  );
  const pagedMembers = usePagedList<Member>(
    loadMemberPage,
    trimmedSearch === '' ? 0 : MEMBER_SEARCH_DEBOUNCE_MS,
  );
  const { replaceItems } = pagedMembers;
  useEffect(
    () =>
      chatClient.on('room-event', (event) => {
        if (event.room_id !== room.id) return;
        replaceItems((members) => applyEventToMembers(members, event));
        if (!isLargeRoom || event.kind !== 'members-changed') return;
        const prependMember = (member: Member | undefined) => {
          if (member) replaceItems((members) => [member, ...omitMember(members, member.user_id)]);
        };
        for (const { userId, name } of event.data.added.slice(0, MAX_MEMBERS_ADDED_AT_TOP)) {
          if (matchesSearch(name, trimmedSearch))
            void requestAddedMember(chatClient, room.id, { userId, name }).then(prependMember);
        }
      }),
    [chatClient, room.id, isLargeRoom, trimmedSearch, replaceItems],
  );
  const distinctMembers = useMemo(() => removeRepeatedMembers(pagedMembers.items), [pagedMembers.items]);
  return isLargeRoom
    ? { ...pagedMembers, items: distinctMembers }
    : { ...pagedMembers, items: matchingRosterMembers, loading: false, problem: null, hasMore: false };
}

/**
 * Requests and returns a member whom an event has added to the room. Returns undefined if the request fails or the
 * member has left again. The request is necessary because the event does not contain the member's role at the school.
 */
async function requestAddedMember(
  chat: ChatClient,
  roomId: string,
  { userId, name }: { readonly userId: string; readonly name: string },
): Promise<Member | undefined> {
  const memberPage = await chat.api.findMembers(roomId, name).catch(() => undefined);
  return memberPage?.items.find(({ user_id }) => user_id === userId);
}

const omitMember = (members: readonly Member[], userId: string): readonly Member[] =>
  members.filter(({ user_id }) => user_id !== userId);

/**
 * Removes repeated members from the list. A later page may contain a member who was already added at the top of the
 * list.
 */
function removeRepeatedMembers(members: readonly Member[]): readonly Member[] {
  return [...new Map(members.map((member) => [member.user_id, member])).values()];
}

/** Applies a room event to the loaded members: drops removed members and updates changed roles. */
function applyEventToMembers(members: readonly Member[], event: RoomEvent): readonly Member[] {
  if (event.kind !== 'members-changed') return members;
  const { removed, changed } = event.data;
  return members
    .filter(({ user_id }) => !removed.includes(user_id))
    .map((member) => {
      const newRole = changed.find(({ userId }) => userId === member.user_id)?.role;
      return newRole === undefined ? member : { ...member, role: newRole };
    });
}

const SORT_RANK_BY_STATUS = { online: 0, busy: 1, away: 2, offline: 3 } as const;

/** Returns the members sorted by presence status, online first, and then by name. */
function sortMembersByStatusAndName(
  members: readonly Member[],
  presence: Readonly<Record<string, { readonly status: VisibleStatus }>>,
): readonly Member[] {
  const getPresenceRank = (id: string) => SORT_RANK_BY_STATUS[presence[id]?.status ?? 'offline'];
  return [...members].sort(
    (a, b) => getPresenceRank(a.user_id) - getPresenceRank(b.user_id) || a.name.localeCompare(b.name),
  );
}
