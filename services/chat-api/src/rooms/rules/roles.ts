import type { MemberRole } from '@kcs/contracts';

const RANK: Record<MemberRole, number> = { member: 1, admin: 2, owner: 3 };

/** Owners and admins manage a group: name, members, roles. */
export const managesRoom = (role: MemberRole): boolean => RANK[role] >= RANK.admin;

/** Nobody touches a higher role, nor gives one higher than their own. */
export const reaches = (actor: MemberRole, target: MemberRole): boolean => RANK[actor] >= RANK[target];

/** Deleting a message: its sender, or the room's owner and admins. (Both people of a direct room are members.) */
export const mayDeleteMessage = (actor: { role: MemberRole; isSender: boolean }): boolean =>
  actor.isSender || managesRoom(actor.role);
