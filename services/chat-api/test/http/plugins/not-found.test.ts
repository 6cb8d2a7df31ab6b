import t from 'tap';
import { routePattern } from '../../../src/http/plugins/not-found.ts';

t.test('a route pattern matches only paths of its route', async (t) => {
  const pattern = routePattern('/api/v1/chat/rooms/:id/members/:user_id');
  t.ok(pattern.test('/api/v1/chat/rooms/a/members/b'));
  for (const path of ['/api/v1/chat/rooms/a/members', '/api/v1/chat/rooms/a/members/b/c', '/x'])
    t.notOk(pattern.test(path));
  t.notOk(routePattern('/a.b').test('/axb'));
});
