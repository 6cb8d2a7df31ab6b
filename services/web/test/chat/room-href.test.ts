import t from 'tap';
import { createRoomHref, getRoomIdInAddress } from '../../src/chat/room-href.ts';

const openAddress = (hash: string) => {
  Object.assign(globalThis, { location: { hash } });
  return getRoomIdInAddress();
};

t.test('an address opens a room only if it contains a valid room id', async (t) => {
  const id = `room_${'0'.repeat(26)}`;
  t.equal(openAddress(createRoomHref(id)), id);
  const inheritedNames = Object.getOwnPropertyNames(Object.prototype);
  for (const name of [
    ...inheritedNames,
    'prototype',
    '',
    'x',
    `${id}/x`,
    `${id}?x`,
    'room_',
    'user_1',
    '%5F_proto__',
  ]) {
    t.equal(openAddress(`#/rooms/${name}`), null, name);
  }
  for (const hash of ['', '#', '#/', '#/rooms', `#/room/${id}`]) t.equal(openAddress(hash), null, hash);
});
