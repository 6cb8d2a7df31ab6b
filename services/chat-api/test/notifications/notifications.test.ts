import { NOTICES, NOTIFICATION_CONSUMER } from '@kcs/contracts';
import { subscribeToNotice } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/nats-core';
import t from 'tap';
import type { RestCallOptions } from '../support/call-rest.ts';
import { type LoggedInUser, startApi } from '../support/start-api.ts';

const UNKNOWN_ROOM_ID = `room_${'0'.repeat(26)}`;

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
  const createAccount = async (name: string) => {
    const body = { name, scopes: ['notifications:write'] };
    const response = await admin.rest('POST', '/service-accounts', body);
    t.equal(response.status, 201);
    return { ...response.body.data, path: `/service-accounts/${response.body.data.id}` };
  };
  const homework = await createAccount('homework');
  const pushes: { id: string; type: string; userIds: readonly string[] }[] = [];
  const pushSubscription = subscribeToNotice(
    api.bus,
    NOTICES.notified,
    ({ userIds, notification: { id, type } }) => void pushes.push({ id, type, userIds }),
    api.deps.logger,
  );
  t.teardown(() => pushSubscription.stop());
  await api.bus.flush();
  const pushedTo = (type: string) =>
    pushes
      .filter((push) => push.type === type)
      .flatMap(({ userIds }) => userIds)
      .sort();

  const post = (body: unknown, call: RestCallOptions = {}) =>
    api.rest('POST', '/notifications', { token: homework.token, body, ...call });
  const js = jetstream(api.bus, { timeout: 2_000 });
  const publish = (body: unknown, headers: Record<string, string> = {}, subject = 'chat.notify.homework') => {
    const messageHeaders = createHeaders();
    for (const [name, value] of Object.entries(headers)) messageHeaders.set(name, value);
    const payload = body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body);
    return js.publish(subject, payload, { headers: messageHeaders });
  };
  const list = async (user: LoggedInUser, query = '') =>
    (await user.rest('GET', `/chat/notifications?limit=100${query}`)).body;
  const typesOf = async (user: LoggedInUser, query = '') =>
    (await list(user, query)).data.map(({ type }: { type: string }) => type);
  const arrival = (user: LoggedInUser, type: string) =>
    eventually(`${type} in the list`, async () => (await typesOf(user)).includes(type));
  const lettersOf = async (source = 'homework') =>
    (await admin.rest('GET', `/admin/dead-letters?source=${source}&limit=100`)).body.data;
  const letterWith = (reason: RegExp) =>
    eventually(`a dead letter because of ${reason}`, async () =>
      (await lettersOf()).find((letter: { reason: string }) => reason.test(letter.reason)),
    );

  t.test('NOTIFY-4: each person gets a notification once, even if several targets match', async (t) => {
    const document = {
      ...{
        id: 'first',
        type: 'first',
        title: ' Due ',
        body: 'Page 12\n',
        url: '/homework/1',
        urgency: 'high',
      },
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
      const { data, page } = await list(user);
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
      const call = { headers: { 'idempotency-key': 'once-1' }, token: homework.token, body: document };
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
      const other = await createAccount('other');
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
    t.match(await api.rest('GET', '/notifications/ce-2', { token: homework.token }), {
      status: 200,
      body: { data: { id: 'ce-2', recipients: 1, seen: 0, dead: 0 } },
    });
  });

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
    const bobsId = (await list(bob)).data[0].id;
    t.match(await markSeen({ ids: [ids[0], bobsId] }), { status: 200, body: { data: { unread_count: 3 } } });
    t.match(await markSeen({ all_before: ids[2] }), { body: { data: { unread_count: 1 } } });
    t.match(await markSeen({ all_before: bobsId }), {
      ...{ status: 404, body: { error: { code: 'NOTIFICATION_NOT_FOUND' } } },
    });
    for (const body of [{}, { ids: [] }, { ids: ['x'] }, { ids, all_before: ids[0] }])
      t.equal((await markSeen(body)).status, 400);
    t.same(await typesOf(erin, '&unread=true'), ['seen-3']);
    t.match(
      (await list(erin)).data.map(({ seen_at }: { seen_at: string | null }) => typeof seen_at),
      ['string', 'object', 'string', 'string'],
    );
    t.notOk((await list(bob)).data[0].seen_at, 'Erin cannot mark notifications of Bob');
    const records = await prisma.$queryRaw`SELECT FROM notification_seen WHERE notification_id = ${bobsId}`;
    t.same(records, [], 'nor does the producer count her');
    await eventually('both notices', () => notices.length === 2);
    t.match(notices, [
      { userId: erin.id, ids: [ids[0], bobsId], unreadCount: 3 },
      { userId: erin.id, allBefore: ids[2], unreadCount: 1 },
    ]);
    const state = await api.rest('GET', '/notifications/seen-1', { token: homework.token });
    t.match(state.body.data, { recipients: 1, seen: 1 });
  });

  t.test('NOTIFY-11: an invalid document becomes a dead letter and does not delay others', async (t) => {
    const broken = Buffer.from([0x7b, 0xff, 0x22]);
    await publish(broken, { 'Nats-Msg-Id': 'broken' });
    await publish({ id: 'reserved', type: 'mention', to: [{ user_id: ada.id }] });
    await publish({ type: 'two-problems', from: 'me', to: [] });
    await publish('x'.repeat(65_537));
    await publish({ type: 'nul', to: [{ user_id: ada.id }] }, { 'Nats-Msg-Id': 'a\u0000b' });
    await publish({ type: 'next', to: [{ user_id: ada.id }] });
    await arrival(ada, 'next');
    const letter = await letterWith(/not well-formed JSON/);
    t.match(letter, { source: 'homework', subject: 'chat.notify.homework', replayable: true });
    const { body: whole } = await admin.rest('GET', `/admin/dead-letters/${letter.id}`);
    t.equal(whole.data.document, broken.toString('base64'), 'byte for byte');
    t.match(await letterWith(/\/type is reserved/), { replayable: true });
    t.match(await letterWith(/\/id must have 1 to 200 characters/), { replayable: true });
    await letterWith(/^\/from is not a known field\. Remove it\. \/to must have at least 1 item\.$/);
    const oversized = await letterWith(/larger than 65536 bytes/);
    t.match({ length: oversized.payload.length, ...oversized }, { length: 4_096, replayable: false });

    const replay = (id: string, body: object = {}) =>
      admin.rest('POST', `/admin/dead-letters/${id}/replay`, body);
    t.equal((await replay(letter.id)).status, 400, 'nothing was fixed');
    t.equal((await replay(oversized.id)).status, 409);
    const document = { type: 'fixed', to: [{ user_id: ada.id }] };
    t.match(await replay(letter.id, { document }), {
      status: 200,
      body: { data: { id: 'broken', recipients: 1 } },
    });
    t.ok((await typesOf(ada)).includes('fixed'));
    await eventually('the push', () => pushedTo('fixed').length >= 1);
    t.equal((await replay(letter.id, { document })).status, 404, 'a replayed letter is gone');
    t.equal((await admin.rest('DELETE', `/admin/dead-letters/${oversized.id}`)).status, 200);
    t.equal((await admin.rest('DELETE', `/admin/dead-letters/${oversized.id}`)).status, 404);
    t.equal((await ada.rest('GET', '/admin/dead-letters')).status, 403);
    t.same(await lettersOf('nobody'), []);
  });

  t.test('NOTIFY-13: a producer lists its own dead letters, and no others', async (t) => {
    const neighbor = await createAccount('neighbor');
    await publish('not JSON', { 'Nats-Msg-Id': 'own' });
    const letter = await letterWith(/not well-formed JSON/);
    const listOwn = (token: string) => api.rest('GET', '/service-accounts/me/dead-letters', { token });
    const { status, body } = await listOwn(homework.token);
    t.equal(status, 200);
    t.ok(body.data.some(({ id }: { id: string }) => id === letter.id));
    t.same((await listOwn(neighbor.token)).body.data, []);
    t.equal((await ada.rest('GET', '/service-accounts/me/dead-letters')).status, 403, 'people have none');
    await admin.rest('DELETE', `/admin/dead-letters/${letter.id}`);
  });

  t.test('NOTIFY-12: unknown targets become a dead letter, and a replay reaches only them', async (t) => {
    const email = 'late@school.example';
    const to = [{ user_id: ada.id }, { email }, { room_id: UNKNOWN_ROOM_ID }];
    t.match(await post({ id: 'partial', type: 'partial', to }), {
      ...{ status: 202, body: { data: { id: 'partial', recipients: 1, dead: 2 } } },
    });
    await post({ id: 'partial', type: 'partial', to });
    const letters = (await lettersOf()).filter(({ reason }: { reason: string }) => reason.includes(email));
    t.equal(letters.length, 1, 'a repeat causes no second dead letter');
    const replay = () => admin.rest('POST', `/admin/dead-letters/${letters[0].id}/replay`, {});
    t.match(await replay(), { status: 400, body: { error: { message: /do not exist/ } } });
    const late = { name: 'Late', email, user_type: 'Student', password: 'a good password' };
    t.equal((await admin.rest('POST', '/users', late)).status, 201);
    t.match(await replay(), { status: 200, body: { data: { id: 'partial', recipients: 1, dead: 1 } } });
    t.same(await typesOf(await api.logIn(email)), ['partial']);
    t.equal((await typesOf(ada)).filter((type: string) => type === 'partial').length, 1);
    t.match(await letterWith(new RegExp(UNKNOWN_ROOM_ID)), { id: letters[0].id });
    const state = await api.rest('GET', '/notifications/partial', { token: homework.token });
    t.match(state.body.data, { id: 'partial', recipients: 2, dead: 1 });
  });

  t.test('NOTIFY-12: a replay reaches a person who joined the school after the first delivery', async (t) => {
    const email = 'newcomer@school.example';
    await post({ id: 'in-time', type: 'in-time', to: [{ user_type: 'Student' }, { email }] });
    const newcomer = { name: 'New', email, user_type: 'Student', password: 'a good password' };
    t.equal((await admin.rest('POST', '/users', newcomer)).status, 201);
    const { id: letterId } = await letterWith(/newcomer@school/);
    const document = { type: 'in-time', to: [{ email }, { user_id: cleo.id }] };
    t.match(await admin.rest('POST', `/admin/dead-letters/${letterId}/replay`, { document }), {
      ...{ status: 200, body: { data: { id: 'in-time', recipients: 1, dead: 0 } } },
    });
    t.same(await typesOf(await api.logIn(email)), ['in-time']);
    t.equal((await typesOf(cleo)).filter((type: string) => type === 'in-time').length, 1, 'nobody twice');
  });

  t.test('NOTIFY-1: a producer gets a clear answer to an invalid document over HTTP', async (t) => {
    const to = [{ user_id: ada.id }];
    const cases: [object, string][] = [
      [{ type: 'x' }, '/to'],
      [{ type: 'x', to: [] }, '/to'],
      [{ type: 'x', to: Array(101).fill(to[0]) }, '/to'],
      [{ type: 'x', to: [{ user_type: 'Everyone' }] }, '/to/0'],
      [{ type: 'meeting_started', to }, '/type'],
      [{ type: 'x', to, title: '😀'.repeat(201) }, '/title'],
      [{ type: 'x', to, body: 'y'.repeat(2_001) }, '/body'],
      [{ type: 'x', to, data: { text: 'y'.repeat(8_192) } }, '/data'],
      [{ type: 'x', to, url: '//evil.example' }, '/url'],
      [{ type: 'x', to, url: '/\\evil.example' }, '/url'],
      [{ type: 'x', to, url: 'javascript:alert(1)' }, '/url'],
      [{ type: 'x', to, url: 'http://school.example' }, '/url'],
      [{ type: 'x', to, id: 'a\u0000b' }, '/id'],
      [{ type: 'x', to, more: 1 }, '/more'],
    ];
    for (const [document, field] of cases) {
      const { status, body } = await post(document);
      t.equal(status, 400, field);
      t.ok(
        body.error.details.some((problem: { field: string }) => problem.field.startsWith(field)),
        JSON.stringify(body.error),
      );
    }
    t.match(await post(undefined, { raw: '{' }), {
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED' } },
    });
    t.match(await api.rest('POST', '/notifications', { token: homework.token }), { status: 400 }, 'no body');
    t.equal((await api.rest('POST', '/notifications', { token: ada.token, body: {} })).status, 403);
    t.equal(
      (await post({ type: 'edge', to, title: '😀'.repeat(200), url: 'https://a.example/?q=1' })).status,
      202,
    );
  });

  t.test('NOTIFY-6: documents over quota get 429 over HTTP, and become dead letters over NATS', async (t) => {
    await admin.rest('PATCH', homework.path, { recipients_per_day: 1 });
    const document = { type: 'quota', to: [{ user_type: 'Student' }] };
    const answer = await post(document);
    t.match(answer, {
      status: 429,
      body: { error: { code: 'RATE_LIMITED', message: /1 recipients per day/ } },
    });
    t.ok(Number(answer.headers.get('retry-after')) >= 1);
    await admin.rest('PATCH', homework.path, { recipients_per_day: null, documents_per_second: 0 });
    t.match(await post(document), { status: 429, body: { error: { message: /0 documents per second/ } } });
    t.equal((await post({ ...document, id: 'first' })).status, 202, 'a repeat does not count');
    await admin.rest('PATCH', homework.path, { documents_per_second: null, documents_per_day: 1 });
    await publish(document);
    t.match(await letterWith(/at most 1 documents per day/), { replayable: true });
    t.notOk((await typesOf(bob)).includes('quota'));
    await admin.rest('PATCH', homework.path, { documents_per_day: null });
    const metrics = await api.deps.metrics.metrics();
    t.match(metrics, /kcs_notification_documents_total\{.*producer="homework",outcome="refused"/);
    t.match(metrics, /kcs_notification_recipients_total\{.*producer="homework"/);
    t.match(
      metrics,
      /kcs_notification_quota_used_ratio\{.*producer="homework",quota="documents".*\} 0?\.?\d/,
    );
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

  t.test('NOTIFY-3: documents of a deactivated account are rejected', async (t) => {
    const sms = await createAccount('sms');
    // If the machine is busy, the stream may be created only after the account.
    const document = { id: 'sms', type: 'sms', to: [{ user_id: bob.id }] };
    await eventually('the stream exists', () =>
      publish(document, {}, 'chat.notify.sms').then(
        () => true,
        () => false,
      ),
    );
    await arrival(bob, 'sms');
    await prisma.serviceAccount.update({ where: { id: sms.id }, data: { active: false } });
    await publish({ type: 'sms-too-late', to: [{ user_id: bob.id }] }, {}, 'chat.notify.sms').catch(
      () => undefined,
    );
    await eventually(
      'no consumer',
      async () => (await api.rest('POST', '/notifications', { token: sms.token, body: {} })).status === 401,
    );
    const [letter] = await eventually('a dead letter', async () => {
      const letters = await lettersOf('sms');
      return letters.length > 0 && letters;
    });
    t.match(letter, { reason: /may not send notifications/, replayable: true });
    t.notOk((await typesOf(bob)).includes('sms-too-late'));
  });
});
