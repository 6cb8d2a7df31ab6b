import { createRequire } from 'node:module';
import {
  CLIENT_EVENTS,
  NOTICES,
  NotificationDocument,
  ROOM_EVENT_KINDS,
  SERVER_EVENTS,
} from '@kcs/contracts';
import { Ajv } from 'ajv';
import t from 'tap';
import { startApiOnSharedServers } from '../../support/shared-api.ts';

const ASYNC_API_SCHEMA = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');

interface AsyncApiChannel {
  readonly messages: Readonly<
    Record<string, { readonly payload: object; readonly examples: readonly { readonly payload: unknown }[] }>
  >;
}

const toJsonValue = (value: unknown) => JSON.parse(JSON.stringify(value));

function* findReferences(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref') yield inner;
    else yield* findReferences(inner);
  }
}

t.test('the AsyncAPI document describes all events on sockets and on the bus', async (t) => {
  const api = await startApiOnSharedServers(t, { PUBLIC_URL: 'https://chat.school.example' });
  const { status, body: document } = await api.rest('GET', '//docs/asyncapi.json');
  t.equal(status, 200);
  const { channels, operations } = document;

  t.test('the AsyncAPI document is valid according to the specification', async (t) => {
    const validateDocument = new Ajv({ strict: false, validateFormats: false, meta: false }).compile(
      ASYNC_API_SCHEMA,
    );
    validateDocument(document);
    t.same(validateDocument.errors, null);
    const resolveReference = (ref: string) =>
      ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at?.[key], document);
    const allReferences = [...findReferences(document)];
    t.ok(allReferences.length > 20);
    t.same(
      allReferences.filter((ref) => resolveReference(ref) === undefined),
      [],
    );
  });

  t.test('the AsyncAPI document names the server to which clients connect', async (t) => {
    t.match(document.servers.sockets, { host: 'chat.school.example', protocol: 'wss' });
  });

  t.test(
    'the AsyncAPI document contains every client event with its description, reply event, and payload schema',
    async (t) => {
      t.same(Object.keys(channels['from-clients'].messages), Object.keys(CLIENT_EVENTS));
      for (const [name, { payload, answer }] of Object.entries(CLIENT_EVENTS)) {
        const messageDescription = channels['from-clients'].messages[name];
        t.same(messageDescription.payload, toJsonValue(payload), name);
        t.ok(messageDescription.summary, name);
        const replyNames = operations[name].reply.messages.map(({ $ref }: { $ref: string }) =>
          $ref.split('/').at(-1),
        );
        t.same(replyNames, answer === null ? ['error'] : [answer, 'error'], name);
      }
    },
  );

  t.test('the AsyncAPI document contains every server event', async (t) => {
    t.same(Object.keys(channels['to-clients'].messages), Object.keys(SERVER_EVENTS));
    for (const [name, payload] of Object.entries(SERVER_EVENTS)) {
      const messageDescription = channels['to-clients'].messages[name];
      t.same(messageDescription.payload, toJsonValue(payload), name);
      t.ok(messageDescription.summary, name);
    }
  });

  t.test(
    'the AsyncAPI document contains the room events on the bus and says that other kinds may be added',
    async (t) => {
      const { address, messages, description, parameters } = channels['room-events'];
      t.match(description, /A newer version may publish kinds and fields that\sare not listed here/);
      t.same(parameters.kind, { examples: ROOM_EVENT_KINDS });
      t.equal(address, 'chat.room.{roomId}.{kind}');
      t.same(Object.keys(messages), ROOM_EVENT_KINDS);
      for (const kind of ROOM_EVENT_KINDS) {
        t.same(messages[kind].payload.properties.kind.const, kind);
        t.same(messages[kind].payload.properties.version.const, 1);
      }
    },
  );

  t.test('BUS-11: the AsyncAPI document contains every notice between the services', async (t) => {
    const noticeAddresses = Object.keys(channels.notices.messages).map((name) => `kcs.notice.${name}`);
    const subjects: string[] = Object.values(NOTICES).map(({ subject }) => subject);
    t.same([...noticeAddresses, channels.seen.address.replace('{roomId}', '*')], subjects);
  });

  t.test('NOTIFY-1: the AsyncAPI document contains the document of producers', async (t) => {
    const { address, messages, description } = channels.notifications;
    t.equal(address, 'chat.notify.{producer}');
    t.match(description, /CloudEvent 1\.0/);
    t.same(messages.notification.payload, toJsonValue(NotificationDocument));
  });

  t.test('every message in the AsyncAPI document has examples, which its schema accepts', async (t) => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const [channelName, { messages }] of Object.entries<AsyncApiChannel>(channels)) {
      for (const [name, { payload, examples }] of Object.entries(messages)) {
        t.ok(examples.length > 0, `${channelName} ${name}`);
        for (const [n, example] of examples.entries()) {
          ajv.validate(payload, example.payload);
          t.same(ajv.errors, null, `${channelName} ${name}, example ${n + 1}`);
        }
      }
    }
  });

  t.test('all examples in the AsyncAPI document are about the same people, room, and meeting', async (t) => {
    const idsByKind = new Map<string, Set<string>>();
    for (const [id = '', kind = ''] of JSON.stringify(channels).matchAll(/(user|room|meet)_[0-9a-z]{26}/g))
      idsByKind.set(kind, (idsByKind.get(kind) ?? new Set()).add(id));
    const idCounts = Object.fromEntries([...idsByKind].map(([kind, ids]) => [kind, ids.size]));
    t.same(idCounts, { user: 3, room: 1, meet: 1 });
  });
});
