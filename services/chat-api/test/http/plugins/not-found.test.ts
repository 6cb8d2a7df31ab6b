import t from 'tap';
import { createRoutePattern } from '../../../src/http/plugins/not-found.ts';

t.test('a route pattern matches only the paths of its own route', async (t) => {
  const pattern = createRoutePattern('/api/v1/chat/rooms/:id/members/:user_id');
  t.ok(pattern.test('/api/v1/chat/rooms/a/members/b'));
  for (const path of ['/api/v1/chat/rooms/a/members', '/api/v1/chat/rooms/a/members/b/c', '/x'])
    t.notOk(pattern.test(path));
  t.notOk(createRoutePattern('/a.b').test('/axb'));
});
