import { NOTICES, NOTIFICATION_CONSUMER } from '@kcs/contracts';
import { subscribeToNotice } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { startApi } from '../support/start-api.ts';
import {
  arrival,
  createProducerAccount,
  listNotifications,
  startProducer,
  typesOf,
} from '../support/start-producer.ts';

t.test('producers notify people over HTTP and NATS', { timeout: 120_000 }, async (t) => {
  const api = await startApi(t);
  const replica = await api.replica();
  const { admin } = api;
  const { prisma } = api.deps.db;
  const [ada, bob, cleo] = await Promise.all([
    api.user({ name: 'Ada', user_type: 'Teacher' }),
    api.user({ name: 'Bob' }),
    api.user({ name: 'Cleo' }),
  ]);
  const { body: room } = await ada.rest('POST', '/chat/rooms', {
    ...{ room_type: 'group', name: 'Class', member_ids: [bob.id] },
  });
  const roomId: string = room.data.id;
  const { account, post, publish, pushedTo, lettersOf } = await startProducer(t, api, 'homework');

  t.test('NOTIFY-4: each person gets a notification once, even if several targets match', async (t) => {
    const document = {
      id: 'first',
      type: 'first',
      title: ' Due ',
      body: 'Page 12\n',
      url: '/homework/1',
      urgency: 'high',
      data: { page: 12 },
      to: [
        { user_id: bob.id },
        { email: bob.email.toUpperCase() },
        { room_id: roomId },
        { user_type: 'Teacher' },
      ],
    };
    t.match(await post(document), {
      status: 202,
      body: { data: { id: 'first', recipients: 2, dead: 0 } },
    });
    const expected = {
      ...{
        type: 'first',
        title: 'Due',
        body: 'Page 12',
        url: '/homework/1',
        urgency: 'high',
        source: 'homework',
      },
      ...{ data: { page: 12 }, seen_at: null, id: /^notif_[0-9a-z]{26}$/, created_at: /Z$/ },
    };
    for (const user of [ada, bob]) {
      const { data, page } = await listNotifications(user);
      t.equal(data.length, 1);
      t.match(data[0], expected);
      t.same(page, { next_cursor: null, has_more: false, unread_count: 1 });
    }
    t.same(await typesOf(cleo), []);
    await eventually('the push', () => pushedTo('first').length >= 2);
    t.same([...new Set(pushedTo('first'))], [ada.id, bob.id].sort());
    const [{ count }] = await prisma.$queryRaw<[{ count: number }]>`
      SELECT count(*)::integer AS count FROM notification_targets`;
    t.equal(count, 3, 'one row for each target, not for each person');
  });

  t.test(
    'NOTIFY-2: a repeated id is accepted and delivered once, on any replica and transport',
    async (t) => {
      const document = { type: 'once', to: [{ user_id: bob.id }] };
      const call = { headers: { 'idempotency-key': 'once-1' }, token: account.token, body: document };
      const answers = await Promise.all(
        [api, replica, api, replica].map(({ rest }) => rest('POST', '/notifications', call)),
      );
      for (const { status, body } of answers)
        t.match({ status, body }, { status: 202, body: { data: { id: 'once-1' } } });
      const repeatedFlags = answers.map(({ body }) => body.data.repeated);
      t.equal(repeatedFlags.filter((repeated) => !repeated).length, 1, 'only the first is not a repeat');
      await publish(document, { 'Nats-Msg-Id': 'once-1' });
      await publish({ ...document, id: 'once-1' });
      await publish({ type: 'after-once', to: [{ user_id: bob.id }] });
      await arrival(bob, 'after-once');
      t.equal((await typesOf(bob)).filter((type: string) => type === 'once').length, 1);
      t.same([...new Set(pushedTo('once'))], [bob.id]);
      const other = await createProducerAccount(t, api, 'other');
      await api.rest('POST', '/notifications', { ...call, token: other.token });
      t.equal((await typesOf(bob)).filter((type: string) => type === 'once').length, 2, 'per producer');
    },
  );

  t.test('NOTIFY-1: documents arrive over NATS, on subjects below the name, or as CloudEvents', async (t) => {
    const to = [{ user_id: cleo.id }];
    await publish({ type: 'below', to }, {}, 'chat.notify.homework.math');
    const event = { specversion: '1.0', id: 'ce-1', source: '/homework', type: 'structured', data: { to } };
    await publish(event, { 'Content-Type': 'application/cloudevents+json' });
    await publish(
      { to },
      { 'ce-specversion': '1.0', 'ce-id': 'ce-2', 'ce-source': '/x', 'ce-type': 'binary' },
    );
    t.equal(
      (
        await post(
          { ...event, id: 'ce-3', type: 'posted' },
          { headers: { 'content-type': 'application/cloudevents+json' } },
        )
      ).body.data.id,
      'ce-3',
    );
    for (const type of ['below', 'structured', 'binary', 'posted']) await arrival(cleo, type);
    t.match(await api.rest('GET', '/notifications/ce-2', { token: account.token }), {
      status: 200,
      body: { data: { id: 'ce-2', recipients: 1, seen: 0, dead: 0 } },
    });
  });

  t.test('NOTIFY-2: an id that no URL can contain is refused, and every other id can be read', async (t) => {
    const document = { type: 'odd-id', to: [{ user_id: cleo.id }] };
    const message = /must not be "\." or "\.\."/;
    for (const id of ['.', '..']) {
      const refusal = { status: 400, body: { error: { details: [{ field: '/id', message }] } } };
      t.match(await post({ ...document, id }), refusal);
      t.match(await post(document, { headers: { 'idempotency-key': id } }), refusal);
      t.match(
        await post(document, { headers: { 'ce-specversion': '1.0', 'ce-id': id, 'ce-type': 'x' } }),
        refusal,
      );
    }
    await publish({ ...document, id: '..' });
    await publish(document, { 'Nats-Msg-Id': '.' });
    await eventually('two dead letters', async () => (await lettersOf()).length === 2);
    for (const { reason } of await lettersOf()) t.match(reason, message);
    const oddIds = [
      ...[
        '...',
        ' .',
        './..',
        '/',
        '//',
        'a/../b',
        '?',
        '#',
        '%',
        '%2F',
        '%2e',
        '%252e',
        '100%41',
        'a b',
        '+',
        ';x=1',
      ],
      ...['\\', '"', '{id}', ':id', '*', 'é', 'e\u0301', '🦩'.repeat(200), '\u2028', '__proto__', 'null'],
    ];
    for (const id of oddIds) {
      t.equal((await post({ ...document, id })).body?.data?.id, id);
      const path = `/notifications/${encodeURIComponent(id)}`;
      t.match(
        await api.rest('GET', path, { token: account.token }),
        { status: 200, body: { data: { id } } },
        id,
      );
    }
  });

  t.test(
    'NOTIFY-1: a number that JSON.parse reads as infinity is refused, and its place is named',
    async (t) => {
      const json = `{"type":"infinite","data":{"limits":[1,-1e999]},"to":[{"user_id":"${cleo.id}"}]}`;
      const message = /must contain only numbers .* "\/limits\/1"/;
      const response = await fetch(`${api.url}/api/v1/notifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${account.token}`, 'content-type': 'application/json' },
        body: json,
      });
      t.equal(response.status, 400);
      t.match(await response.json(), { error: { details: [{ field: '/data', message }] } });
      const letterCount = (await lettersOf()).length;
      await publish(json);
      await eventually('the dead letter', async () => (await lettersOf()).length === letterCount + 1);
      const [letter] = await lettersOf();
      t.match(letter.reason, message);
      const replay = await fetch(`${api.url}/api/v1/admin/dead-letters/${letter.id}/replay`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
        body: `{"document":${json}}`,
      });
      t.equal(replay.status, 400);
      t.match(await replay.json(), { error: { details: [{ field: '/data', message }] } });
      t.notOk((await typesOf(cleo)).includes('infinite'));
    },
  );

  t.test(
    'NOTIFY-4: later members of a room or type do not see a notification, nor do former ones',
    async (t) => {
      await post({ type: 'to-room', to: [{ room_id: roomId }] });
      await post({ type: 'to-students', to: [{ user_type: 'Student' }] });
      await ada.rest('POST', `/chat/rooms/${roomId}/members`, { user_ids: [cleo.id] });
      await ada.rest('DELETE', `/chat/rooms/${roomId}/members/${bob.id}`);
      const dora = await api.user({ name: 'Dora' });
      await admin.rest('PATCH', `/users/${cleo.id}`, { user_type: 'Parent' });
      t.same(await typesOf(dora), []);
      t.notOk((await typesOf(cleo)).includes('to-room'), 'joined later');
      t.notOk((await typesOf(cleo)).includes('to-students'), 'no longer a student');
      t.notOk((await typesOf(bob)).includes('to-room'), 'left the room');
      t.ok((await typesOf(bob)).includes('to-students'));
      t.ok((await typesOf(ada)).includes('to-room'));
      await admin.rest('PATCH', `/users/${cleo.id}`, { user_type: 'Student' });
      t.notOk((await typesOf(cleo)).includes('to-students'), 'a student again, but not without a break');
      await ada.rest('POST', `/chat/rooms/${roomId}/members`, { user_ids: [bob.id] });
    },
  );

  t.test('NOTIFY-9: users mark some notifications as seen, or one and all older ones', async (t) => {
    const erin = await api.user({ name: 'Erin' });
    for (const n of [1, 2, 3, 4])
      await post({ id: `seen-${n}`, type: `seen-${n}`, to: [{ user_id: erin.id }] });
    const notices: object[] = [];
    const subscription = subscribeToNotice(
      api.bus,
      NOTICES.notificationsSeen,
      (notice) => void notices.push(notice),
      api.deps.logger,
    );
    t.teardown(() => subscription.stop());
    await api.bus.flush();
    const { data: page1, page } = await (await erin.rest('GET', '/chat/notifications?limit=3')).body;
    const { body: rest } = await erin.rest('GET', `/chat/notifications?limit=3&cursor=${page.next_cursor}`);
    const ids = [...page1, ...rest.data].map(({ id }: { id: string }) => id);
    t.same([page.has_more, ids.length, new Set(ids).size], [true, 4, 4]);
    const markSeen = (body: object) => erin.rest('POST', '/chat/notifications/seen', body);
    const bobsId = (await listNotifications(bob)).data[0].id;
    t.match(await markSeen({ ids: [ids[0], bobsId] }), { status: 200, body: { data: { unread_count: 3 } } });
    t.match(await markSeen({ all_before: ids[2] }), { body: { data: { unread_count: 1 } } });
    t.match(await markSeen({ all_before: bobsId }), {
      ...{ status: 404, body: { error: { code: 'NOTIFICATION_NOT_FOUND' } } },
    });
    for (const body of [{}, { ids: [] }, { ids: ['x'] }, { ids, all_before: ids[0] }])
      t.equal((await markSeen(body)).status, 400);
    t.same(await typesOf(erin, '&unread=true'), ['seen-3']);
    t.match(
      (await listNotifications(erin)).data.map(({ seen_at }: { seen_at: string | null }) => typeof seen_at),
      ['string', 'object', 'string', 'string'],
    );
    t.notOk((await listNotifications(bob)).data[0].seen_at, 'Erin cannot mark notifications of Bob');
    const records = await prisma.$queryRaw`SELECT FROM notification_seen WHERE notification_id = ${bobsId}`;
    t.same(records, [], 'nor does the producer count her');
    await eventually('both notices', () => notices.length === 2);
    t.match(notices, [
      { userId: erin.id, ids: [ids[0], bobsId], unreadCount: 3 },
      { userId: erin.id, allBefore: ids[2], unreadCount: 1 },
    ]);
    const state = await api.rest('GET', '/notifications/seen-1', { token: account.token });
    t.match(state.body.data, { recipients: 1, seen: 1 });
  });

  t.test('NOTIFY-3: a document without an id that is delivered again reaches people once', async (t) => {
    const manager = await jetstreamManager(api.bus);
    const { durableName } = NOTIFICATION_CONSUMER;
    const consumerInfo = () => manager.consumers.info('NOTIFY_homework', durableName);
    const countDocuments = async () => {
      const metrics = await Promise.all(
        [api, replica].map(({ deps }) => deps.notificationMetrics.documents.get()),
      );
      return metrics.flatMap(({ values }) => values).reduce((sum, { value }) => sum + value, 0);
    };
    const countBefore = await countDocuments();
    const { delivered: before } = await consumerInfo();
    await api.deps.db.transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE notifications IN SHARE ROW EXCLUSIVE MODE`;
      await publish({ type: 'no-id', to: [{ user_id: bob.id }] });
      await eventually('a second delivery', async () => {
        const { delivered } = await consumerInfo();
        return delivered.consumer_seq >= before.consumer_seq + 2;
      });
    });
    await eventually(
      'the result of both deliveries',
      async () => (await countDocuments()) >= countBefore + 2,
    );
    t.equal((await typesOf(bob)).filter((type: string) => type === 'no-id').length, 1);
  });

  t.test('NOTIFY-7: a notification that was stored but not pushed is pushed shortly after', async () => {
    await post({ id: 'unpushed', type: 'unpushed', to: [{ user_id: bob.id }] });
    await eventually('the first push', () => pushedTo('unpushed').length >= 1);
    const pushCount = pushedTo('unpushed').length;
    await prisma.$executeRaw`UPDATE notifications SET pushed_at = NULL WHERE producer_id = 'unpushed'`;
    await eventually('the second push', () => pushedTo('unpushed').length > pushCount);
  });
});
