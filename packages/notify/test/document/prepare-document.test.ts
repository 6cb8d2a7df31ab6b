import t from 'tap';
import type { NotificationDocument } from '../../src/document/document.ts';
import { prepareDocument } from '../../src/document/prepare-document.ts';

const VALID_DOCUMENT = { id: 'x', type: 'homework_due', to: [{ user_type: 'Student' }] } as const;

t.test('a valid document keeps its id and its content', async (t) => {
  const verdict = prepareDocument({ ...VALID_DOCUMENT, title: ' é 😀 ' });
  t.match(verdict, { ok: true, id: 'x' });
  t.same(verdict.ok && JSON.parse(Buffer.from(verdict.bytes).toString()), {
    ...VALID_DOCUMENT,
    title: ' é 😀 ',
  });
});

t.test('a document that the server would refuse is refused with the same field and reason', async (t) => {
  const circularData: Record<string, unknown> = {};
  circularData.self = circularData;
  for (const [change, code, message] of [
    [{ to: [] }, 'VALIDATION_FAILED', /\/to must have at least 1 item\./],
    [{ to: [{ user_type: 'Pupil' }] }, 'VALIDATION_FAILED', /\/to\/0\/user_type must be one of/],
    [{ type: 'mention' }, 'VALIDATION_FAILED', /\/type is reserved/],
    [{ type: '' }, 'VALIDATION_FAILED', /\/type must match/],
    [{ id: '' }, 'VALIDATION_FAILED', /\/id must have at least 1 character/],
    [{ id: 'a\nb' }, 'VALIDATION_FAILED', /\/id must match/],
    [{ id: '..' }, 'VALIDATION_FAILED', /\/id must not be/],
    [{ id: 7 }, 'VALIDATION_FAILED', /\/id must be of type string/],
    [{ title: 'two\nlines' }, 'VALIDATION_FAILED', /\/title must be one line/],
    [{ body: 'x'.repeat(2_001) }, 'VALIDATION_FAILED', /\/body must have at most 2000/],
    [{ url: '//evil.example' }, 'VALIDATION_FAILED', /\/url must be an https address/],
    [{ subtitle: 'x' }, 'VALIDATION_FAILED', /\/subtitle is not a known field/],
    [{ data: { text: 'x'.repeat(9_000) } }, 'VALIDATION_FAILED', /\/data must be at most 8192 bytes/],
    [{ data: JSON.parse('{"a":[1e999]}') }, 'VALIDATION_FAILED', /\/data must .*"\/a\/0"/],
    [{ data: { ratio: Number.NaN } }, 'VALIDATION_FAILED', /\/data must .*"\/ratio"/],
    [{ data: circularData }, 'VALIDATION_FAILED', /cannot be written as JSON/],
    [{ data: { n: 1n } }, 'VALIDATION_FAILED', /cannot be written as JSON/],
    [{ body: 'x'.repeat(65_536) }, 'PAYLOAD_TOO_LARGE', /at most 65536 are allowed/],
  ] as const) {
    const verdict = prepareDocument({ ...VALID_DOCUMENT, ...change } as unknown as NotificationDocument);
    t.match(verdict, { ok: false, code, message }, String(message));
  }
  const unreadable = {
    ...VALID_DOCUMENT,
    get body(): string {
      throw new Error('unreadable');
    },
  };
  t.match(prepareDocument(unreadable), { ok: false, code: 'VALIDATION_FAILED', message: /unreadable/ });
  for (const value of [undefined, null, 'text', [], 7])
    t.match(prepareDocument(value as unknown as NotificationDocument), {
      ok: false,
      code: 'VALIDATION_FAILED',
    });
});
