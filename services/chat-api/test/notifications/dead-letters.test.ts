import { eventually } from '@kcs/testkit';
import t from 'tap';
import { getSharedApi } from '../support/shared-api.ts';
import { arrival, createProducerAccount, startProducer, typesOf } from '../support/start-producer.ts';

const UNKNOWN_ROOM_ID = `room_${'0'.repeat(26)}`;

t.test(
  'notifications that cannot be delivered are refused or become dead letters',
  { timeout: 120_000 },
  async (t) => {
    const api = await getSharedApi();
    const { admin } = api;
    const { prisma } = api.deps.db;
    const [ada, bob, cleo] = await Promise.all([
      api.user({ name: 'Ada', user_type: 'Teacher' }),
      api.user({ name: 'Bob' }),
      api.user({ name: 'Cleo' }),
    ]);
    const { account, lettersOf, letterWith, post, publish, pushedTo } = await startProducer(t, api, 'lunch');

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
      t.match(letter, { source: 'lunch', subject: 'chat.notify.lunch', replayable: true });
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
      const neighbor = await createProducerAccount(t, api, 'neighbor');
      await publish('not JSON', { 'Nats-Msg-Id': 'own' });
      const letter = await letterWith(/not well-formed JSON/);
      const listOwn = (token: string) => api.rest('GET', '/service-accounts/me/dead-letters', { token });
      const { status, body } = await listOwn(account.token);
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
      const state = await api.rest('GET', '/notifications/partial', { token: account.token });
      t.match(state.body.data, { id: 'partial', recipients: 2, dead: 1 });
    });

    t.test(
      'NOTIFY-12: a replay reaches a person who joined the school after the first delivery',
      async (t) => {
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
      },
    );

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
      t.match(await api.rest('POST', '/notifications', { token: account.token }), { status: 400 }, 'no body');
      t.equal((await api.rest('POST', '/notifications', { token: ada.token, body: {} })).status, 403);
      t.equal(
        (await post({ type: 'edge', to, title: '😀'.repeat(200), url: 'https://a.example/?q=1' })).status,
        202,
      );
    });

    t.test(
      'NOTIFY-6: documents over quota get 429 over HTTP, and become dead letters over NATS',
      async (t) => {
        const earlierDocument = { id: 'before-quota', type: 'before-quota', to: [{ user_id: bob.id }] };
        t.equal((await post(earlierDocument)).status, 202);
        await admin.rest('PATCH', account.path, { recipients_per_day: 1 });
        const document = { type: 'quota', to: [{ user_type: 'Student' }] };
        const answer = await post(document);
        t.match(answer, {
          status: 429,
          body: { error: { code: 'RATE_LIMITED', message: /1 recipients per day/ } },
        });
        t.ok(Number(answer.headers.get('retry-after')) >= 1);
        await admin.rest('PATCH', account.path, { recipients_per_day: null, documents_per_second: 0 });
        t.match(await post(document), {
          status: 429,
          body: { error: { message: /0 documents per second/ } },
        });
        t.equal((await post(earlierDocument)).status, 202, 'a repeat does not count');
        await admin.rest('PATCH', account.path, { documents_per_second: null, documents_per_day: 1 });
        await publish(document);
        t.match(await letterWith(/at most 1 documents per day/), { replayable: true });
        t.notOk((await typesOf(bob)).includes('quota'));
        await admin.rest('PATCH', account.path, { documents_per_day: null });
        const metrics = await api.deps.metrics.metrics();
        t.match(metrics, /kcs_notification_documents_total\{.*producer="lunch",outcome="refused"/);
        t.match(metrics, /kcs_notification_recipients_total\{.*producer="lunch"/);
        t.match(
          metrics,
          /kcs_notification_quota_used_ratio\{.*producer="lunch",quota="documents".*\} 0?\.?\d/,
        );
      },
    );

    t.test('NOTIFY-3: documents of a deactivated account are rejected', async (t) => {
      const sms = await createProducerAccount(t, api, 'sms');
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
  },
);
