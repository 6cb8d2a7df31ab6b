import t from 'tap';
import { RoomEventRecording } from '../../src/sequencer/recording.ts';
import { createRoomEvent } from '../support/room-events.ts';

const [six, seven, eight] = [createRoomEvent(6), createRoomEvent(7), createRoomEvent(8)];

t.test('a recording returns the events since its start, unless there are more than it holds', async (t) => {
  const eventRecording = new RoomEventRecording(5, 2);
  eventRecording.released(six);
  t.same(eventRecording.after(5), [six]);
  t.same(eventRecording.after(6), []);
  t.equal(eventRecording.after(4), undefined, 'events before its start are unknown');
  eventRecording.released(seven);
  eventRecording.released(eight);
  t.equal(eventRecording.after(5), undefined, 'more events than it holds');
});

t.test(
  'a recording that starts before the room has a position returns the events after its first position',
  async (t) => {
    const eventRecording = new RoomEventRecording(undefined, 2);
    t.equal(eventRecording.after(9), undefined);
    eventRecording.started(7);
    t.equal(eventRecording.after(6), undefined);
    t.same(eventRecording.after(7), []);
  },
);

t.test('a recording returns no events once the room has skipped events', async (t) => {
  const eventRecording = new RoomEventRecording(5, 2);
  eventRecording.skipped();
  t.equal(eventRecording.after(5), undefined);
});
