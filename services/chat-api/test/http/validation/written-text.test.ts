// cspell:ignore mred josé tset שלום
import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';
import { USER_PASSWORD } from '../../support/start-api.ts';

const REFUSED_TEXTS: readonly (readonly [kind: string, text: string, message: RegExp])[] = [
  ['no visible character', '\u200b\u3164', /visible character/],
  ['an escape character at the start', '\u001b[31mred', /control characters/],
  ['a control character at the end', 'red\u009b', /control characters/],
  ['DEL', 'a\u007fb', /control characters/],
  ['NEL', 'a\u0085b', /control characters/],
  ['half of a surrogate pair', 'B\ud83d', /invalid Unicode characters/],
  ['an override', 'Eve\u202etset', /U\+202E/],
];

t.test('every route applies the same rule to text that people write', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const groupBody = { room_type: 'group', name: 'Staff', member_ids: [] };
  const roomUrl = `/chat/rooms/${(await admin.rest('POST', '/chat/rooms', groupBody)).body.data.id}`;
  const sendResponse = await admin.rest('POST', `${roomUrl}/messages`, { content: 'hello' });
  const messageUrl = `/chat/messages/${sendResponse.body.data.id}`;
  let accountCount = 0;
  const createAccountBody = (name: string) => {
    accountCount += 1;
    return {
      name,
      email: `written-${accountCount}@school.example`,
      user_type: 'Student',
      password: USER_PASSWORD,
    };
  };
  const { id: pupil } = (await admin.rest('POST', '/users', createAccountBody('Pupil'))).body.data;

  /**
   * Every REST route that stores text written by people. Each entry has the path of the text field and a function that
   * sends the text.
   */
  const TEXT_WRITERS = {
    'a new message': [
      '/content',
      (content: string) => admin.rest('POST', `${roomUrl}/messages`, { content }),
    ],
    'an edit': ['/content', (content: string) => admin.rest('PATCH', messageUrl, { content })],
    'a new group': ['/name', (name: string) => admin.rest('POST', '/chat/rooms', { ...groupBody, name })],
    'a renamed group': ['/name', (name: string) => admin.rest('PATCH', roomUrl, { name })],
    'a new account': ['/name', (name: string) => admin.rest('POST', '/users', createAccountBody(name))],
    'a renamed account': ['/name', (name: string) => admin.rest('PATCH', `/users/${pupil}`, { name })],
  } as const;

  for (const [way, [field, write]] of Object.entries(TEXT_WRITERS)) {
    t.test(
      `${way} stores text trimmed and in NFC, and forbidden text is refused with a reason (TEXT-1)`,
      async (t) => {
        const writeResponse = await write(' Zoe\u0308 \u202bשלום\u202c ');
        t.ok([200, 201].includes(writeResponse.status));
        t.equal(writeResponse.body.data[field.slice(1)], 'Zoë שלום');
        for (const [kind, text, message] of REFUSED_TEXTS) {
          const response = await write(text);
          const expectedError = { code: 'VALIDATION_FAILED', details: [{ field, message }] };
          t.match(response, { status: 400, body: { error: expectedError } }, kind);
        }
      },
    );
  }

  t.test(
    'a message that is sent over the bus follows the same text rule as one sent over REST',
    async (t) => {
      const roomId = roomUrl.replace('/chat/rooms/', '');
      const sendOverBus = (content: string) =>
        sendRequest(
          api.bus,
          CHAT_API_REQUESTS.sendMessage,
          { userId: admin.id, roomId, content },
          { timeoutMs: 10_000 },
        );
      t.equal((await sendOverBus('e\u0301\r\n')).message.content, 'é');
      for (const [kind, text, message] of REFUSED_TEXTS) {
        const thrownError = await sendOverBus(text).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        t.match(thrownError, { code: 'VALIDATION_FAILED' }, `${kind} ${message}`);
      }
    },
  );

  t.test(
    'stored text can be read, searched, and listed even if today’s text rule would refuse it',
    async (t) => {
      const legacyText = 'older\u202e \u200b';
      const { prisma } = api.deps.db;
      await prisma.message.updateMany({
        where: { id: sendResponse.body.data.id },
        data: { content: legacyText },
      });
      await prisma.user.updateMany({ where: { id: pupil }, data: { name: legacyText } });
      t.equal((await admin.rest('GET', messageUrl)).body.data.content, legacyText);
      t.equal((await admin.rest('GET', `/users/${pupil}`)).body.data.name, legacyText);
      t.match((await admin.rest('GET', '/users?search=OLDER')).body.data, [{ id: pupil }]);
      t.equal((await admin.rest('PATCH', `/users/${pupil}`, { user_type: 'Parent' })).status, 200);
    },
  );

  t.test(
    'an email with an invisible character is refused, and other Unicode forms count as the same email',
    async (t) => {
      const accountBody = createAccountBody('Josie');
      for (const hidden of ['\u200b', '\u00ad', '\u202e', '\u0007', '\ud800']) {
        t.match(await admin.rest('POST', '/users', { ...accountBody, email: `jo${hidden}@school.example` }), {
          status: 400,
          body: { error: { details: [{ field: '/email', message: /invisible characters/ }] } },
        });
      }
      t.equal(
        (await admin.rest('POST', '/users', { ...accountBody, email: 'Jose\u0301@school.example' })).status,
        201,
      );
      t.match(await admin.rest('POST', '/users', { ...accountBody, email: 'JOSÉ@school.example' }), {
        status: 409,
      });
      await api.logIn('Jose\u0301@school.example');
      await api.logIn('josé@school.example');
    },
  );
});

t.test('a reaction must be one emoji (MSG-14)', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const bob = await api.user();
  const groupBody = { room_type: 'group', name: 'Staff', member_ids: [bob.id] };
  const roomUrl = `/chat/rooms/${(await admin.rest('POST', '/chat/rooms', groupBody)).body.data.id}`;
  const sentMessage = (await admin.rest('POST', `${roomUrl}/messages`, { content: 'hello' })).body.data;
  const reactionUrlOf = (emoji: string) =>
    `/chat/messages/${sentMessage.id}/reactions/${encodeURIComponent(emoji)}`;

  t.test(
    'two encodings of one emoji count as the same reaction, and either encoding removes it',
    async (t) => {
      for (const [qualified, other] of [
        ['❤️', '❤'],
        ['1️⃣', '1\u20e3'],
      ] as const) {
        await admin.rest('PUT', reactionUrlOf(qualified));
        const { body } = await bob.rest('PUT', reactionUrlOf(other));
        t.match(body.data.reactions, [{ emoji: qualified, count: 2 }]);
        await admin.rest('DELETE', reactionUrlOf(other));
        t.same((await bob.rest('DELETE', reactionUrlOf(other))).body.data.reactions, []);
      }
    },
  );

  t.test('a reaction that is not one emoji is refused with a reason', async (t) => {
    for (const text of ['lol', '<b>', '<script>', '\u200b', '\u202e', '👍👍', ' ', '1', 'a b']) {
      t.match(await admin.rest('PUT', reactionUrlOf(text)), {
        status: 400,
        body: { error: { code: 'VALIDATION_FAILED', details: [{ field: '/emoji', message: /one emoji/ }] } },
      });
    }
  });

  t.test('a stored reaction that is not an emoji can be removed', async (t) => {
    for (const emoji of ['lol', '❤', '\u202e']) {
      await api.deps.db.prisma.reaction.create({
        data: { messageId: sentMessage.id, userId: bob.id, emoji },
      });
      t.match((await bob.rest('GET', `/chat/messages/${sentMessage.id}`)).body.data.reactions, [
        { emoji, count: 1 },
      ]);
      t.same((await bob.rest('DELETE', reactionUrlOf(emoji))).body.data.reactions, []);
    }
  });
});
