import t from 'tap';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import {
  createPageQueryProperties,
  createSuccessPageSchema,
  createSuccessSchema,
  FailureResponse,
} from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';

t.test('a success response contains its data (REST-1)', async (t) => {
  checkSchema(t, createSuccessSchema(Type.Integer()), {
    accepted: [{ success: true, data: 7 }],
    refused: {
      'success: false': { success: false, data: 7 },
      'no data': { success: true },
      'other data': { success: true, data: '7' },
    },
  });
});

t.test('a list response contains the list as `data`, and a `page` (REST-6)', async (t) => {
  const pageInfo = { next_cursor: null, has_more: false };
  checkSchema(t, createSuccessPageSchema(Type.Integer()), {
    accepted: [
      { success: true, data: [], page: pageInfo },
      { success: true, data: [1, 2], page: { next_cursor: 'abc', has_more: true } },
    ],
    refused: {
      'no page': { success: true, data: [] },
      'a single item': { success: true, data: 1, page: pageInfo },
      'another item': { success: true, data: ['1'], page: pageInfo },
    },
  });
});

t.test('a failure response contains a code, a message, and a request id (REST-2)', async (t) => {
  const failureBody = { success: false, error: { code: 'CONFLICT', message: 'no' }, request_id: 'r1' };
  checkSchema(t, FailureResponse, {
    accepted: [
      failureBody,
      { ...failureBody, error: { ...failureBody.error, details: [{ field: '/name', message: 'x' }] } },
    ],
    refused: {
      'success: true': { ...failureBody, success: true },
      'no request id': { ...failureBody, request_id: undefined },
      'no message': { ...failureBody, error: { code: 'CONFLICT' } },
    },
  });
});

t.test(
  'the default page size is 50 items, and the maximum is 100 unless the route sets a different maximum (REST-6)',
  async (t) => {
    t.match(createPageQueryProperties().limit, { default: 50, maximum: 100 });
    t.match(createPageQueryProperties(500, 200).limit, { default: 200, maximum: 500 });
    const largePageQueryValidator = Compile(Type.Object(createPageQueryProperties(500, 200)));
    t.ok(largePageQueryValidator.Check({ limit: 500 }));
    t.notOk(largePageQueryValidator.Check({ limit: 501 }));
    t.notOk(largePageQueryValidator.Check({ limit: 0 }));
    t.ok(largePageQueryValidator.Check({ limit: 1, cursor: 'x'.repeat(1_118) }));
    t.notOk(largePageQueryValidator.Check({ limit: 1, cursor: 'x'.repeat(1_119) }));
  },
);

t.test(
  'the query schema of a list accepts a cursor that contains the longest possible user name',
  async (t) => {
    const cursor = Buffer.from(JSON.stringify(['👋'.repeat(200), `user_${'0'.repeat(26)}`])).toString(
      'base64url',
    );
    t.ok(Compile(Type.Object(createPageQueryProperties())).Check({ limit: 1, cursor }));
  },
);
