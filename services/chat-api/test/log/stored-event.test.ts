import t from 'tap';
import { toBusEventJson, toEventJson } from '../../src/log/stored-event.ts';

t.test('the JSON of a stored event is valid for any kind, and a kind cannot inject fields', async (t) => {
  const storedFields = { roomId: 'room_1', seq: 2, data: '{"a":1}', createdAt: '2026-01-31T08:00:00.000Z' };
  for (const kind of ['message-created', 'a\nb', 'x","seq":1,"z":"']) {
    const expectedEvent = {
      room_id: 'room_1',
      seq: 2,
      kind,
      data: { a: 1 },
      created_at: storedFields.createdAt,
    };
    t.strictSame(JSON.parse(toEventJson({ ...storedFields, kind })), expectedEvent, kind);
    t.strictSame(
      JSON.parse(toBusEventJson({ ...storedFields, kind })),
      { version: 1, ...expectedEvent },
      kind,
    );
  }
});
