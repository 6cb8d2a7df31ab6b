import t from 'tap';
import { Recording } from '../../src/sequencer/recording.ts';
import { createRoomEvent } from '../support/room-events.ts';

const [six, seven, eight] = [createRoomEvent(6), createRoomEvent(7), createRoomEvent(8)];

t.test('a recording returns the events since its start, unless there are more than it holds', async (t) => {
  const recording = new Recording(5, 2);
  recording.released(six);
  t.same(recording.after(5), [six]);
  t.same(recording.after(6), []);
  t.equal(recording.after(4), undefined, 'events before its start are unknown');
  recording.released(seven);
  recording.released(eight);
  t.equal(recording.after(5), undefined, 'more events than it holds');
});

t.test(
  'a recording that starts before the room has a position returns the events after its first position',
  async (t) => {
    const recording = new Recording(undefined, 2);
    t.equal(recording.after(9), undefined);
    recording.started(7);
    t.equal(recording.after(6), undefined);
    t.same(recording.after(7), []);
  },
);

t.test('a recording returns no events once the room has skipped events', async (t) => {
  const recording = new Recording(5, 2);
  recording.skipped();
  t.equal(recording.after(5), undefined);
});
