import { type CHAT_API_REQUESTS, ChatError, LIMITS, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { RequestBatcher } from '@kcs/service-kit';

type AuthorizeConnect = typeof CHAT_API_REQUESTS.authorizeConnect;
type AuthorizeConnections = typeof CHAT_API_REQUESTS.authorizeConnections;
type OpenRooms = typeof CHAT_API_REQUESTS.openRooms;
type OpenRoomsOfUsers = typeof CHAT_API_REQUESTS.openRoomsOfUsers;
type OpenedRoom = ReplyOf<OpenRooms>['rooms'][number];

interface ConnectRequestsOptions {
  readonly authorizeConnect: (query: RequestOf<AuthorizeConnect>) => Promise<ReplyOf<AuthorizeConnect>>;
  readonly authorizeConnections: (
    query: RequestOf<AuthorizeConnections>,
  ) => Promise<ReplyOf<AuthorizeConnections>>;
  readonly openRooms: (query: RequestOf<OpenRooms>) => Promise<ReplyOf<OpenRooms>>;
  readonly openRoomsOfUsers: (query: RequestOf<OpenRoomsOfUsers>) => Promise<ReplyOf<OpenRoomsOfUsers>>;
}

/** When many clients connect after an outage, their requests wait here. */
const WAITING_LIMITS = { maxWaiting: 5_000, maxWaitMs: 10_000 };

/**
 * Returns the requests that every client needs when it connects. Those of clients that connect at the same time share a
 * request to chat-api. If chat-api does not serve such a request yet, each client gets its own request.
 */
export function createConnectRequests(
  requests: ConnectRequestsOptions,
): Pick<ConnectRequestsOptions, 'authorizeConnect' | 'openRooms'> {
  const batchOptions = { ...WAITING_LIMITS, batchSize: LIMITS.USERS_PER_BUS_REQUEST };
  const connectBatcher = new RequestBatcher<RequestOf<AuthorizeConnect>, ReplyOf<AuthorizeConnect>>({
    ...batchOptions,
    send: async (connections) => {
      const { results } = await requests.authorizeConnections({ connections: [...connections] });
      return results.map((result) =>
        'code' in result ? new ChatError(result.code, 'The session has ended. Log in again.') : result,
      );
    },
    sendSeparately: requests.authorizeConnect,
  });
  const joinBatcher = new RequestBatcher<RequestOf<OpenRooms>, ReplyOf<OpenRooms>>({
    ...batchOptions,
    send: async (joins) => {
      const { openings, separate } = await requests.openRoomsOfUsers({ joins: [...joins] });
      const separateJoins = new Set(separate);
      return splitOpenings(joins, openings).map((reply, n) => {
        const join = separateJoins.has(n) ? joins[n] : undefined;
        return join ? requests.openRooms(join) : reply;
      });
    },
    sendSeparately: requests.openRooms,
  });
  return {
    authorizeConnect: (query) => connectBatcher.run(query),
    openRooms: (query) =>
      query.rooms.length > LIMITS.ROOMS_PER_COMBINED_JOIN
        ? requests.openRooms(query)
        : joinBatcher.run(query),
  };
}

/** Returns the part of the reply that belongs to each join, as the reply to `openRooms`. */
function splitOpenings(
  joins: readonly RequestOf<OpenRooms>[],
  openings: ReplyOf<OpenRoomsOfUsers>['openings'],
): ReplyOf<OpenRooms>[] {
  const openedRoomsOfJoins = joins.map(() => new Map<string, OpenedRoom>());
  for (const { roomId, head, postPolicy, missed, joins: indexes } of openings) {
    const openedRoom = {
      roomId,
      head,
      ...(postPolicy !== undefined && { postPolicy }),
      ...(missed && { missed }),
    };
    for (const n of indexes) openedRoomsOfJoins[n]?.set(roomId, openedRoom);
  }
  return joins.map(({ rooms }, n) => ({
    rooms: rooms.map(
      ({ roomId }) => openedRoomsOfJoins[n]?.get(roomId) ?? { roomId, code: 'ROOM_NOT_FOUND' as const },
    ),
  }));
}
