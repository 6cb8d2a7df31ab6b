import type { CrowdClient } from '../load/crowd-client.ts';

interface OnlineUsersPage {
  readonly users: readonly { readonly userId: string }[];
  readonly count: number;
  readonly nextCursor?: string;
}

/** The online members of a room, as a client sees them after it has asked for every page. */
export interface ListedOnlineUsers {
  readonly userIds: readonly string[];
  /** The `count` of each page. */
  readonly counts: readonly number[];
}

/** Asks for all pages of a room's online members. */
export async function listOnlineUsers(client: CrowdClient, roomId: string): Promise<ListedOnlineUsers> {
  const userIds: string[] = [];
  const counts: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const page: OnlineUsersPage = await client.ask('get-room-online-users', {
      roomId,
      ...(cursor === undefined ? {} : { cursor }),
    });
    userIds.push(...page.users.map(({ userId }) => userId));
    counts.push(page.count);
    if (page.nextCursor === undefined) return { userIds, counts };
    cursor = page.nextCursor;
  }
}

/** Returns how the list differs from the expected users; undefined if it contains exactly these users, each once. */
export function describeListDifference(
  { userIds, counts }: ListedOnlineUsers,
  expectedUserIds: ReadonlySet<string>,
): string | undefined {
  const listed = new Set(userIds);
  const missing = [...expectedUserIds].filter((userId) => !listed.has(userId));
  const extra = [...listed].filter((userId) => !expectedUserIds.has(userId));
  if (missing.length > 0 || extra.length > 0)
    return `${missing.length} online members are missing, and ${extra.length} listed members are offline`;
  if (listed.size !== userIds.length) return `${userIds.length - listed.size} members are listed twice`;
  const wrongCount = counts.find((count) => count !== expectedUserIds.size);
  return wrongCount === undefined
    ? undefined
    : `a page has the count ${wrongCount} instead of ${expectedUserIds.size}`;
}
