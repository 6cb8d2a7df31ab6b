import type { MemberRole } from '@kcs/contracts';

const RANK_BY_ROLE: Record<MemberRole, number> = { member: 1, admin: 2, owner: 3 };

/**
 * Returns whether a member with this role may change the name, members, and roles of a group (ROOM-7). Owners and
 * admins may do so.
 */
export const canManageRoom = (role: MemberRole): boolean => RANK_BY_ROLE[role] >= RANK_BY_ROLE.admin;

/**
 * Returns whether the role `target` is at or below the role `actor`. Only then may a member with the role `actor`
 * assign the role `target`, or change or remove a member who has it.
 */
export const canActOnRole = (actor: MemberRole, target: MemberRole): boolean =>
  RANK_BY_ROLE[actor] >= RANK_BY_ROLE[target];

/** Returns whether the caller may delete a message (MSG-4). The sender may, and so may owners and admins of a group. */
export const canDeleteMessage = (actor: { readonly role: MemberRole; readonly isSender: boolean }): boolean =>
  actor.isSender || canManageRoom(actor.role);
