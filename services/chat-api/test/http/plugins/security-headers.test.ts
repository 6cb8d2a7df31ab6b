import t from 'tap';
import { socketSources } from '../../../src/http/plugins/security-headers.ts';

t.test('pages may open sockets at the front door and the next port', async (t) => {
  t.same(socketSources({ PUBLIC_URL: 'https://chat.school.example', NODE_ENV: 'production' }), [
    'https://chat.school.example:443',
    'https://chat.school.example:444',
    'wss://chat.school.example:443',
    'wss://chat.school.example:444',
  ]);
  const local = socketSources({ PUBLIC_URL: 'http://localhost:4500', NODE_ENV: 'development' });
  t.ok(local.includes('ws://127.0.0.1:4501') && local.includes('ws://localhost:4501'));
});
