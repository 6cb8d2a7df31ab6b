import t from 'tap';
import { createRoutePattern } from '../../../src/http/plugins/create-route-pattern.ts';

t.test('a route pattern matches only the paths of its own route', async (t) => {
  const memberRoutePattern = createRoutePattern('/api/v1/chat/rooms/:id/members/:user_id');
  t.ok(memberRoutePattern.test('/api/v1/chat/rooms/a/members/b'));
  for (const path of ['/api/v1/chat/rooms/a/members', '/api/v1/chat/rooms/a/members/b/c', '/x'])
    t.notOk(memberRoutePattern.test(path));
  t.notOk(createRoutePattern('/a.b').test('/axb'));
});
