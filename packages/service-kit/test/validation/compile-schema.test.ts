import { CHAT_API_REQUESTS, ChatError, Nullable } from '@kcs/contracts';
import t from 'tap';
import Type from 'typebox';
import { compileSchema } from '../../src/index.ts';

const findFieldProblems = (schema: Type.TSchema, value: unknown) => {
  try {
    compileSchema(schema)(value);
    return undefined;
  } catch (error) {
    if (error instanceof ChatError && error.code === 'VALIDATION_FAILED') return error.details;
    throw error;
  }
};

const SampleBodySchema = Type.Object({
  name: Type.String({ minLength: 2 }),
  kind: Type.Optional(Type.Union([Type.Literal('direct'), Type.Literal('group')])),
  seq: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  ids: Type.Optional(Type.Array(Type.String(), { maxItems: 2 })),
});

t.test('validation returns a valid value unchanged', async (t) => {
  const bodyWithUnknownField = { name: 'ab', kind: 'group', seq: null, more: 1 };
  t.equal(compileSchema(SampleBodySchema)(bodyWithUnknownField), bodyWithUnknownField);
});

t.test('a validation error names each invalid field and says how to correct it', async (t) => {
  t.same(findFieldProblems(SampleBodySchema, {}), [{ field: '/name', message: 'is required' }]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'a' }), [
    { field: '/name', message: 'must have at least 2 characters' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'ab', kind: 'x' }), [
    { field: '/kind', message: 'must be one of "direct", "group"' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'ab', kind: 7 }), [
    { field: '/kind', message: 'must be one of "direct", "group"' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'ab', seq: 0 }), [
    { field: '/seq', message: 'must be 1 or more' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'ab', ids: ['a', 'b', 'c'] }), [
    { field: '/ids', message: 'must have at most 2 items' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, { name: 'ab', ids: ['a', 1] }), [
    { field: '/ids/1', message: 'must be of type string' },
  ]);
  t.same(findFieldProblems(SampleBodySchema, null), [{ field: '', message: 'must be of type object' }]);
});

t.test(
  'in a validation error, a large union does not hide other fields, and an unknown field is listed once',
  async (t) => {
    const LargeUnionSchema = Type.Union(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((word) => Type.Literal(word)),
    );
    const NoExtraFieldsSchema = Type.Object(
      { word: LargeUnionSchema, other: LargeUnionSchema, name: Type.String() },
      { additionalProperties: false },
    );
    t.same(
      new Map(
        findFieldProblems(NoExtraFieldsSchema, { word: 'z', other: 'y', name: 1, more: 2 })?.map((d) => [
          d.field,
          d.message,
        ]),
      ),
      new Map([
        ['/more', 'is not a known field. Remove it.'],
        ['/word', 'must be one of "a", "b", "c", "d", "e", "f", "g", "h", "i"'],
        ['/other', 'must be one of "a", "b", "c", "d", "e", "f", "g", "h", "i"'],
        ['/name', 'must be of type string'],
      ]),
    );
  },
);

t.test(
  'a validation error describes only the alternative of a union that the value is closest to',
  async (t) => {
    const closed = { additionalProperties: false };
    const TargetSchema = Type.Union([
      Type.Object({ user_id: Type.String() }, closed),
      Type.Object({ issuer: Type.String(), subject: Type.String() }, closed),
      Type.Object({ user_type: Type.Union([Type.Literal('Student'), Type.Literal('Parent')]) }, closed),
      Type.Null(),
    ]);
    const expectProblems = (target: unknown, expectedProblems: Record<string, string>) =>
      t.same(
        Object.fromEntries(
          findFieldProblems(Type.Object({ to: Type.Array(TargetSchema) }), { to: [target] })?.map(
            (problem) => [problem.field, problem.message],
          ) ?? [],
        ),
        expectedProblems,
      );
    expectProblems({ user_id: 7 }, { '/to/0/user_id': 'must be of type string' });
    expectProblems({ user_type: 'Wizard' }, { '/to/0/user_type': 'must be one of "Student", "Parent"' });
    expectProblems({ issuer: 'x' }, { '/to/0/subject': 'is required' });
    expectProblems({ user_id: 'x', more: 1 }, { '/to/0/more': 'is not a known field. Remove it.' });
    expectProblems(
      { user_id: 'x', user_type: 'Student' },
      { '/to/0': 'must have only one of user_type, user_id. Remove the others.' },
    );
    expectProblems({}, { '/to/0': 'must have user_id, or issuer and subject, or user_type' });
    expectProblems(
      { more: 1 },
      {
        '/to/0': 'must have user_id, or issuer and subject, or user_type',
        '/to/0/more': 'is not a known field. Remove it.',
      },
    );
    expectProblems('x', { '/to/0': 'must be of type object' });
  },
);

t.test('a validation error counts the fields of an object that has too few or too many', async (t) => {
  const FewFieldsSchema = Type.Record(Type.String(), Type.Number(), { minProperties: 1, maxProperties: 2 });
  t.same(findFieldProblems(FewFieldsSchema, {}), [{ field: '', message: 'must have at least 1 field' }]);
  t.same(findFieldProblems(FewFieldsSchema, { a: 1, b: 2, c: 3 }), [
    { field: '', message: 'must have at most 2 fields' },
  ]);
});

t.test('the validation error for a hostile value is short', async (t) => {
  const hostileRequest = { userId: 'user_1', rooms: Array.from({ length: 400 }, () => ({ roomId: 1 })) };
  const fieldProblems = findFieldProblems(CHAT_API_REQUESTS.openRooms.request, hostileRequest);
  t.ok(fieldProblems && fieldProblems.length > 0 && fieldProblems.length <= 8);
});

/**
 * The maximum CPU time for matching. Matching in quadratic time would take seconds. Unlike elapsed time, CPU time does
 * not depend on other processes.
 */
const MAX_VALIDATION_CPU_MICROSECONDS = 200_000;

t.test('no pattern in a schema runs on text longer than the `maxLength` of the schema', async (t) => {
  // This pattern takes quadratic time: for 64 KiB of hostile text, several seconds.
  const SlowPatternSchema = Type.String({ maxLength: 20, pattern: '^[^!]*[^?][^!]*$' });
  const hostileText = `${'a'.repeat(65_000)}!!`;
  const slowCases: [schema: Type.TSchema, value: unknown, field: string][] = [
    [SlowPatternSchema, hostileText, ''],
    [Type.Object({ pattern: SlowPatternSchema }), { pattern: hostileText }, '/pattern'],
    [Type.Array(Nullable(SlowPatternSchema)), [hostileText], '/0'],
    [Type.Union([Type.Integer(), SlowPatternSchema]), hostileText, ''],
  ];
  for (const [schema, value, field] of slowCases) {
    const cpuUsageBefore = process.cpuUsage();
    const fieldProblems = findFieldProblems(schema, value);
    t.ok(
      process.cpuUsage(cpuUsageBefore).user < MAX_VALIDATION_CPU_MICROSECONDS,
      'within 200 ms of CPU time',
    );
    t.ok(
      fieldProblems?.some((d) => d.field === field && d.message === 'must have at most 20 characters'),
      JSON.stringify(fieldProblems),
    );
  }
  t.same(findFieldProblems(SlowPatternSchema, '!!'), [{ field: '', message: 'must match ^[^!]*[^?][^!]*$' }]);
  t.equal(findFieldProblems(SlowPatternSchema, '😀'.repeat(20)), undefined, 'the length counts code points');
  t.same(
    findFieldProblems(Type.Object({ name: SlowPatternSchema, other: SlowPatternSchema }), {
      name: hostileText,
      other: '!!',
    })?.map((d) => d.field),
    ['/name', '/other'],
    'other fields are still checked',
  );
});
