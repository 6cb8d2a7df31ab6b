import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import type { CoreDeps } from '../core-deps.ts';
import { changedHeads } from '../queries/changed-heads.ts';
import { openRooms } from '../queries/open-rooms.ts';
import { requireMember } from '../queries/require-member.ts';
import { serve } from './serve.ts';

/** Joining and staying in step: membership, heads and gaps. */
export const serveRooms = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.openRooms, (query) => openRooms(deps, query)),
  serve(deps, CHAT_API.authorizeRoom, (query) => requireMember(deps, query)),
  serve(deps, CHAT_API.changedHeads, async ({ positions }) => ({
    heads: await changedHeads(deps, positions),
  })),
];
