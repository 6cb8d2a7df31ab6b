import t from 'tap';
import { createRoomHref, getRoomIdInAddress } from '../../src/chat/room-href.ts';

const readRoomIdInAddress = (hash: string) => {
  Object.assign(globalThis, { location: { hash } });
  return getRoomIdInAddress();
};

t.test('an address opens a room only if it contains a valid room id', async (t) => {
  const validRoomId = `room_${'0'.repeat(26)}`;
  t.equal(readRoomIdInAddress(createRoomHref(validRoomId)), validRoomId);
  const inheritedPropertyNames = Object.getOwnPropertyNames(Object.prototype);
  for (const name of [
    ...inheritedPropertyNames,
    'prototype',
    '',
    'x',
    `${validRoomId}/x`,
    `${validRoomId}?x`,
    'room_',
    'user_1',
    '%5F_proto__',
  ]) {
    t.equal(readRoomIdInAddress(`#/rooms/${name}`), null, name);
  }
  for (const hash of ['', '#', '#/', '#/rooms', `#/room/${validRoomId}`])
    t.equal(readRoomIdInAddress(hash), null, hash);
});
