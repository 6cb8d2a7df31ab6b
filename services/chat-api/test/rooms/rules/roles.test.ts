import type { MemberRole } from '@kcs/contracts';
import t from 'tap';
import { canActOnRole, canDeleteMessage, canManageRoom } from '../../../src/rooms/rules/roles.ts';

const ROLES: readonly MemberRole[] = ['member', 'admin', 'owner'];

t.test('only owners and admins can manage a room', async (t) => {
  t.same(ROLES.map(canManageRoom), [false, true, true]);
});

t.test('nobody can assign a role above their own or act on a member who has one', async (t) => {
  const listRolesToActOn = (actor: MemberRole) => ROLES.filter((target) => canActOnRole(actor, target));
  t.same(listRolesToActOn('member'), ['member']);
  t.same(listRolesToActOn('admin'), ['member', 'admin']);
  t.same(listRolesToActOn('owner'), ROLES);
});

t.test('only the sender, owners, and admins can delete a message', async (t) => {
  t.ok(canDeleteMessage({ role: 'member', isSender: true }));
  t.notOk(canDeleteMessage({ role: 'member', isSender: false }));
  t.ok(canDeleteMessage({ role: 'admin', isSender: false }));
});
