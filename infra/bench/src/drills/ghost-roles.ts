import type { TestContext, TestSystem } from '@kcs/testkit';
import { type Crowd, createTab } from '../crowd/crowd.ts';
import type { CrowdClient } from '../load/crowd-client.ts';

/** A member of a crowd with one or two tabs. */
export interface GhostMember {
  readonly userId: string;
  readonly roomId: string;
  readonly tabs: readonly CrowdClient[];
}

/** The members of a crowd, grouped by what they do when the first gateway is killed. */
export interface GhostRoles {
  readonly members: readonly GhostMember[];
  /** The members whose tabs are all on the first gateway, and who do not return. */
  readonly vanishing: readonly GhostMember[];
  /** The members whose tabs are all on the first gateway, and who return on the other gateways. */
  readonly returning: readonly GhostMember[];
  /** One tab for each room, on a gateway that stays alive. */
  readonly watchers: readonly CrowdClient[];
}

/**
 * Assigns the members to roles. The first tabs of the members are spread over the gateways in turn. Every fourth member
 * gets a second tab on the next gateway, and some others get a second tab on the same gateway.
 */
export async function createGhostRoles(
  t: TestContext,
  system: TestSystem,
  { clients }: Crowd,
): Promise<GhostRoles> {
  const gatewayCount = system.gateways.length;
  const members: GhostMember[] = [];
  const returning: GhostMember[] = [];
  const vanishing: GhostMember[] = [];
  const watchersByRoomId = new Map<string, CrowdClient>();
  for (const [n, firstTab] of clients.entries()) {
    const { member } = firstTab;
    const gateway = n % gatewayCount;
    const otherTabGateway = n % 4 === 0 ? n + 1 : n % 8 === 1 ? n : undefined;
    const otherTabs =
      otherTabGateway === undefined
        ? []
        : [
            createTab(t, system, {
              member,
              token: await system.issueToken(member),
              gateway: otherTabGateway,
            }),
          ];
    const roomId = member.roomIds.at(-1) as string;
    const ghostMember = { userId: member.userId, roomId, tabs: [firstTab, ...otherTabs] };
    members.push(ghostMember);
    const isOnFirstGatewayOnly = gateway === 0 && (otherTabGateway ?? n) % gatewayCount === 0;
    if (isOnFirstGatewayOnly) (returning.length > vanishing.length ? vanishing : returning).push(ghostMember);
    if (gateway === 1 && !watchersByRoomId.has(roomId)) watchersByRoomId.set(roomId, firstTab);
  }
  return { members, returning, vanishing, watchers: [...watchersByRoomId.values()] };
}
