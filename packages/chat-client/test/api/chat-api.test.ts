import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { type ChatApi, createChatApi } from '../../src/api/chat-api.ts';
import type { RestResult } from '../../src/api/rest-client.ts';

/**
 * Runs `call` and returns the requests that it sends, each as `METHOD path body`. Every request gets the same
 * response.
 */
async function recordRequests(
  call: (api: ChatApi) => Promise<unknown>,
  result: RestResult<unknown> = { data: [] },
): Promise<string[]> {
  const sentRequests: string[] = [];
  const api = createChatApi(async (path, { method = 'GET', body } = {}) => {
    sentRequests.push([method, path, body === undefined ? '' : JSON.stringify(body)].join(' ').trim());
    return result as never;
  });
  await call(api);
  return sentRequests;
}

const callsWithExpectedRequests: [(api: ChatApi) => Promise<unknown>, string][] = [
  [(api) => api.rooms(), 'GET /chat/rooms?limit=500&last_message=excerpt'],
  [(api) => api.room('r'), 'GET /chat/rooms/r'],
  [
    (api) => api.createRoom({ room_type: 'group', name: 'N', member_ids: ['u'] }),
    'POST /chat/rooms {"room_type":"group","name":"N","member_ids":["u"]}',
  ],
  [(api) => api.updateRoom('r', { muted: true }), 'PATCH /chat/rooms/r {"muted":true}'],
  [(api) => api.members('r'), 'GET /chat/rooms/r/members?limit=500'],
  [(api) => api.findMembers('r', 'a b'), 'GET /chat/rooms/r/members?limit=100&search=a+b'],
  [
    (api) => api.findMembers('r', '', { cursor: 'x' }),
    'GET /chat/rooms/r/members?limit=100&search=&cursor=x',
  ],
  [(api) => api.changeRole('r', 'u', 'admin'), 'PATCH /chat/rooms/r/members/u {"role":"admin"}'],
  [(api) => api.deleteRoom('r'), 'DELETE /chat/rooms/r'],
  [(api) => api.receipts('m'), 'GET /chat/messages/m/receipts'],
  [(api) => api.receipts('m', { cursor: 'x' }), 'GET /chat/messages/m/receipts?cursor=x'],
  [(api) => api.addMembers('r', ['u']), 'POST /chat/rooms/r/members {"user_ids":["u"]}'],
  [(api) => api.removeMember('r', 'u'), 'DELETE /chat/rooms/r/members/u'],
  [(api) => api.markSeen('r', 7), 'PUT /chat/rooms/r/seen {"seq":7}'],
  [(api) => api.newestMessages('r'), 'GET /chat/rooms/r/messages'],
  [(api) => api.messagesBefore('r', 7), 'GET /chat/rooms/r/messages?before=7'],
  [(api) => api.messagesAfter('r', 7), 'GET /chat/rooms/r/messages?after=7'],
  [(api) => api.messagesAround('r', 7), 'GET /chat/rooms/r/messages?around=7&limit=80'],
  [(api) => api.changes('r', 3, 9), 'GET /chat/rooms/r/changes?after=3&before=9'],
  [(api) => api.changes('r', 3), 'GET /chat/rooms/r/changes?after=3'],
  [(api) => api.message('m'), 'GET /chat/messages/m'],
  [(api) => api.eventsAfter('r', 7), 'GET /chat/rooms/r/events?after=7&limit=1000'],
  [(api) => api.send('r', { content: 'hi' }), 'POST /chat/rooms/r/messages {"content":"hi"}'],
  [(api) => api.edit('m', 'new'), 'PATCH /chat/messages/m {"content":"new"}'],
  [(api) => api.remove('m'), 'DELETE /chat/messages/m'],
  [(api) => api.react('m', '👍'), 'PUT /chat/messages/m/reactions/%F0%9F%91%8D'],
  [(api) => api.unreact('m', '👍'), 'DELETE /chat/messages/m/reactions/%F0%9F%91%8D'],
  [(api) => api.user('u'), 'GET /users/u'],
  [(api) => api.people('a&b'), 'GET /users?limit=20&active=true&search=a%26b'],
  [
    (api) => api.people('', { notInRoom: 'room_1', cursor: 'next' }),
    'GET /users?limit=20&active=true&search=&not_in_room=room_1&cursor=next',
  ],
  [
    (api) => api.search('fox has:link', { cursor: 'msg_1' }),
    'GET /chat/search?limit=20&q=fox+has%3Alink&cursor=msg_1',
  ],
];

t.test('each `ChatApi` method sends the right HTTP method, path, and body', async (t) => {
  for (const [call, request] of callsWithExpectedRequests) t.same(await recordRequests(call), [request]);
});

t.test(
  'the room list is loaded page by page, and loading stops even if the server always returns a next page',
  async (t) => {
    const endlessListResponse = { data: [], page: { has_more: true, next_cursor: 'a b' } };
    const sentRequests = await recordRequests((api) => api.rooms(), endlessListResponse);
    t.equal(sentRequests[1], 'GET /chat/rooms?limit=500&cursor=a%20b&last_message=excerpt');
    t.equal(sentRequests.length, 20);
  },
);

t.test(
  'ROOM-20: a server that refuses the excerpt parameter sends complete last messages instead',
  async (t) => {
    const requestedPaths: string[] = [];
    const api = createChatApi(async (path) => {
      requestedPaths.push(path);
      if (path.includes('last_message')) throw new ApiError('VALIDATION_FAILED', 'Unknown parameter.');
      return { data: [] } as never;
    });
    t.same(await api.rooms(), []);
    t.same(requestedPaths, ['/chat/rooms?limit=500&last_message=excerpt', '/chat/rooms?limit=500']);
  },
);

t.test('a page of a list says whether more items exist and where the next page begins', async (t) => {
  const respondWithCursor = async () =>
    ({ data: ['x'], page: { has_more: true, next_cursor: 'next' } }) as never;
  t.same(await createChatApi(respondWithCursor).people('x'), {
    items: ['x'],
    hasMore: true,
    nextCursor: 'next',
  });
  const respondWithoutCursor = async () =>
    ({ data: ['x'], page: { has_more: true, next_cursor: null } }) as never;
  t.same(await createChatApi(respondWithoutCursor).members('r'), { items: ['x'], hasMore: true });
});

t.test('a page around a message reaches the newest message unless its newer half is full', async (t) => {
  const fetchHasNewer = async (seqs: readonly number[]) => {
    const respondWithMessages = async () => ({ data: seqs.map((seq) => ({ seq })) }) as never;
    return (await createChatApi(respondWithMessages).messagesAround('r', 100)).hasNewer;
  };
  const listSeqsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);
  t.equal(await fetchHasNewer([...listSeqsFrom(61, 39), ...listSeqsFrom(100, 40)]), true);
  t.equal(await fetchHasNewer([...listSeqsFrom(59, 41), ...listSeqsFrom(100, 39)]), false);
});
