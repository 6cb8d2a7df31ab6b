import t from 'tap';
import { findNotificationTarget } from '../../src/notifications/notification-target.ts';
import { setStandInGlobals } from '../support/stand-in-globals.ts';

t.test('a notification opens a message, a room, or a page, and never an unsafe address', async (t) => {
  setStandInGlobals(t, { location: { origin: 'https://chat.school.example' } });
  const find = (url: string | null) => findNotificationTarget({ type: 'homework', data: {}, url });
  t.match(findNotificationTarget({ type: 'mention', data: { roomId: 'room_1', messageSeq: 7 }, url: null }), {
    ...{ kind: 'message', roomId: 'room_1', seq: 7 },
  });
  t.match(find('/#/rooms/room_1'), { kind: 'room', roomId: 'room_1', href: '#/rooms/room_1' });
  t.match(find('https://chat.school.example/#/rooms/room_1'), { kind: 'room' });
  t.match(find('/homework/1'), { kind: 'page', href: 'https://chat.school.example/homework/1' });
  t.match(find('https://school.example/#/rooms/room_1'), { kind: 'page' });
  for (const url of [
    null,
    '',
    'javascript:alert(1)',
    'http://school.example/',
    '//evil.example/',
    '/\\evil.example/',
    'https://school.example@evil.example/',
    'https://',
    'homework/1',
  ])
    t.equal(find(url), null, String(url));
});
