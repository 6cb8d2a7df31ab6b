import type { MemberRole } from '@kcs/contracts';

const ROLE_RANK: Record<MemberRole, number> = { member: 1, admin: 2, owner: 3 };

/** Whether this role may manage a group: its name, members and roles (ROOM-7). Owners and admins may. */
export const canManageRoom = (role: MemberRole): boolean => ROLE_RANK[role] >= ROLE_RANK.admin;

/**
 * Whether a member with the role `actor` may change, remove or assign the role `target`, which must not be above their
 * own.
 */
export const canActOn = (actor: MemberRole, target: MemberRole): boolean =>
  ROLE_RANK[actor] >= ROLE_RANK[target];

/**
 * Whether the caller may delete a message: its sender and the room's owners and admins may (MSG-4). Direct rooms have
 * no owners or admins.
 */
export const canDeleteMessage = (actor: { readonly role: MemberRole; readonly isSender: boolean }): boolean =>
  actor.isSender || canManageRoom(actor.role);
