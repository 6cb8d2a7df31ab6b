import type { MemberRole } from '@kcs/contracts';

const RANK: Record<MemberRole, number> = { member: 1, admin: 2, owner: 3 };

/** Owners and admins manage a group: its name, members and roles (ROOM-7). */
export const canManageRoom = (role: MemberRole): boolean => RANK[role] >= RANK.admin;

/** Whether the actor may change, remove or assign the target role. It must not be above the actor's own. */
export const canActOn = (actor: MemberRole, target: MemberRole): boolean => RANK[actor] >= RANK[target];

/** A message may be deleted by its sender and by the room's owners and admins (MSG-4). Direct rooms have neither. */
export const canDeleteMessage = (actor: { readonly role: MemberRole; readonly isSender: boolean }): boolean =>
  actor.isSender || canManageRoom(actor.role);
