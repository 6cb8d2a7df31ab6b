import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { roomMembers } from '../rooms/queries/list-room-users.ts';
import { roomsOfUser } from '../rooms/queries/list-rooms-of-user.ts';
import type { CoreDeps } from '../rooms/room-deps.ts';
import { serve } from './serve.ts';

/** Who is where. */
export const serveMembers = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.roomsOfUser, async ({ userId }) => ({ rooms: await roomsOfUser(deps, userId) })),
  serve(deps, CHAT_API.roomMembers, (query) => roomMembers(deps, query)),
];
