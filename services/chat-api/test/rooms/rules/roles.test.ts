import type { MemberRole } from '@kcs/contracts';
import t from 'tap';
import { canActOn, canDeleteMessage, canManageRoom } from '../../../src/rooms/rules/roles.ts';

const ROLES: readonly MemberRole[] = ['member', 'admin', 'owner'];

t.test('owners and admins manage a room', async (t) => {
  t.same(ROLES.map(canManageRoom), [false, true, true]);
});

t.test('nobody acts on a role above their own', async (t) => {
  const targetsOf = (actor: MemberRole) => ROLES.filter((target) => canActOn(actor, target));
  t.same(targetsOf('member'), ['member']);
  t.same(targetsOf('admin'), ['member', 'admin']);
  t.same(targetsOf('owner'), ROLES);
});

t.test('a message is deleted by its sender, an owner or an admin', async (t) => {
  t.ok(canDeleteMessage({ role: 'member', isSender: true }));
  t.notOk(canDeleteMessage({ role: 'member', isSender: false }));
  t.ok(canDeleteMessage({ role: 'admin', isSender: false }));
});
