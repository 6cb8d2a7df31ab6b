import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { getTracing, type Stoppable } from '@kcs/service-kit';
import { parkDeadLetter } from '../log/dead-letters.ts';
import { listEvents } from '../log/list-events.ts';
import { withOrigin } from '../log/outbox/with-origin.ts';
import { toEventJson } from '../log/stored-event.ts';
import { markSeen } from '../rooms/commands/mark-seen.ts';
import { sendMessage } from '../rooms/commands/send-message.ts';
import { authorizeConnection } from '../rooms/queries/authorize-connect.ts';
import { authorizeConnections } from '../rooms/queries/authorize-connections.ts';
import { findChangedHeads } from '../rooms/queries/find-changed-heads.ts';
import { findJoinedSeqs } from '../rooms/queries/find-joined-seqs.ts';
import { findMentionTargets } from '../rooms/queries/find-mention-targets.ts';
import { listActiveRoomMembers } from '../rooms/queries/list-room-users.ts';
import { listRoomsOfUser } from '../rooms/queries/list-rooms-of-user.ts';
import { listRoomsOfUsers } from '../rooms/queries/list-rooms-of-users.ts';
import { openRooms } from '../rooms/queries/open-rooms.ts';
import { openRoomsOfUsers } from '../rooms/queries/open-rooms-of-users.ts';
import { requireMember } from '../rooms/queries/require-member.ts';
import type { RoomDeps } from '../rooms/room-deps.ts';
import { combineIntoStoppable, serveRequestAsChatApi } from './serve.ts';

/** Serves NATS requests about rooms, members, messages, and events. */
export const serveRoomRequests = (deps: RoomDeps): Stoppable =>
  combineIntoStoppable([
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.authorizeConnect, (query) =>
      authorizeConnection(deps, query),
    ),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.authorizeConnections, (query) =>
      authorizeConnections(deps, query),
    ),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.openRooms, (query) => openRooms(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.openRoomsOfUsers, (query) => openRoomsOfUsers(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.authorizeRoom, (query) => requireMember(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.changedHeads, async ({ positions }) => ({
      heads: await findChangedHeads(deps, positions),
    })),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.roomsOfUser, (query) => listRoomsOfUser(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.roomsOfUsers, (query) => listRoomsOfUsers(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.joinedSeqs, async (query) => ({
      seqs: await findJoinedSeqs(deps, query),
    })),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.mentionTargets, (query) => findMentionTargets(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.roomMembers, (query) =>
      deps.lists.run(() => listActiveRoomMembers(deps, query), query.userId),
    ),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.sendMessage, async (query, { deadline, requestId }) => {
      const requestDeps = withOrigin(
        deps,
        requestId === undefined ? undefined : { requestId, traceparent: getTracing()?.getTraceparent() },
      );
      const { created, message } = await sendMessage(requestDeps, { ...query, deadline });
      return { created, message: JSON.parse(message) };
    }),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.markSeen, ({ userId, roomId, messageIds }) =>
      markSeen(deps, { userId, roomId, upTo: { messageIds } }),
    ),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.listEvents, async (query) => {
      const { events, head } = await listEvents(deps, query);
      return { events: events.map((event) => JSON.parse(toEventJson(event))), head };
    }),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.parkDeadLetter, async (letter) => {
      await parkDeadLetter(deps, letter);
      return {};
    }),
  ]);
