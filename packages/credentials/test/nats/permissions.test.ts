import {
  buildInboxPrefix,
  buildRoomSubject,
  CHAT_API_REQUESTS,
  NOTICES,
  PRESENCE_REQUESTS,
} from '@kcs/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import t from 'tap';
import { issueCredentials, SERVICES, type ServiceName } from '../../src/index.ts';
import {
  connectWithCreds,
  findRefusedPublishSubjects,
  findRefusedSubscribeSubjects,
  startProtectedNats,
} from '../support/protected-nats.ts';

const ROOM_ID = 'room_01hzy3v7q8k9m2n4p5r6s7t8v9';
const listRequestSubjects = (requests: Readonly<Record<string, { subject: string }>>) =>
  Object.values(requests).map(({ subject }) => subject);
const REQUEST_SUBJECTS = [
  ...listRequestSubjects(CHAT_API_REQUESTS),
  ...listRequestSubjects(PRESENCE_REQUESTS),
];
const ROOM_EVENT_SUBJECTS = ['message-created', 'members-changed', 'room-deleted', 'a-new-kind', 'seen'].map(
  (kind) => buildRoomSubject(ROOM_ID, kind),
);
const NOTICE_SUBJECTS = [
  NOTICES.sessionsEnded,
  NOTICES.userChanged,
  NOTICES.roomSettingsChanged,
  NOTICES.presenceChanged,
].map(({ subject }) => subject);
const JETSTREAM_AND_OTHER_SUBJECTS = [
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.CREATE.OTHER',
  '$JS.API.STREAM.DELETE.CHAT_ROOMS',
  '$JS.API.STREAM.PURGE.CHAT_ROOMS',
  '$JS.API.STREAM.MSG.GET.CHAT_ROOMS',
  '$JS.API.STREAM.MSG.DELETE.CHAT_ROOMS',
  '$JS.API.DIRECT.GET.CHAT_ROOMS',
  '$JS.API.CONSUMER.CREATE.CHAT_ROOMS',
  '$JS.API.CONSUMER.CREATE.CHAT_ROOMS.other',
  '$JS.API.CONSUMER.DELETE.CHAT_ROOMS.realtime-gateway',
  '$JS.API.CONSUMER.MSG.NEXT.CHAT_ROOMS.other',
  '$JS.ACK.CHAT_ROOMS.other.1.1.1.1.1',
  '$SYS.REQ.SERVER.PING',
  '$SYS.REQ.CLAIMS.UPDATE',
  'chat.notify.sms',
  'anything.else',
];
const ONLY_FOR_PRESENCE: readonly string[] = ['kcs.api.rooms-of-users', 'kcs.api.room-members'];
const buildInboxSubject = (service: string) => `${buildInboxPrefix(service)}.x.y`;

/**
 * The subjects in this test that each service may publish to. They are listed independently of the permissions, so that
 * a change to the permissions requires a change to this test.
 */
const PUBLISHABLE_SUBJECTS: Record<ServiceName, readonly string[]> = {
  'chat-api': [
    ...ROOM_EVENT_SUBJECTS,
    'kcs.notice.sessions-ended',
    'kcs.notice.user-changed',
    'kcs.notice.room-settings-changed',
    'kcs.presence.stats',
    'kcs.presence.get',
    '$JS.API.STREAM.CREATE.OTHER',
    '$JS.API.STREAM.MSG.GET.CHAT_ROOMS',
    '$JS.API.STREAM.MSG.DELETE.CHAT_ROOMS',
    buildInboxSubject('realtime-gateway'),
    buildInboxSubject('presence'),
  ],
  'realtime-gateway': [
    ...listRequestSubjects(CHAT_API_REQUESTS).filter((subject) => !ONLY_FOR_PRESENCE.includes(subject)),
    'kcs.presence.beat',
    'kcs.presence.list-sessions',
    'kcs.presence.close-epoch',
    'kcs.presence.set-status',
    'kcs.presence.room-online-users',
  ],
  presence: [
    'kcs.notice.presence-changed',
    'kcs.api.authorize-room',
    'kcs.api.rooms-of-user',
    ...ONLY_FOR_PRESENCE,
    buildInboxSubject('realtime-gateway'),
    buildInboxSubject('chat-api'),
  ],
};

/** The subjects in this test that each service may subscribe to. */
const SUBSCRIBABLE_SUBJECTS: Record<ServiceName, readonly string[]> = {
  'chat-api': [
    ...listRequestSubjects(CHAT_API_REQUESTS),
    'kcs.notice.sessions-ended',
    'kcs.notice.user-changed',
    buildInboxSubject('chat-api'),
  ],
  'realtime-gateway': [
    ...NOTICE_SUBJECTS,
    buildRoomSubject(ROOM_ID, 'seen'),
    buildInboxSubject('realtime-gateway'),
  ],
  presence: [
    ...listRequestSubjects(PRESENCE_REQUESTS),
    'kcs.notice.presence-changed',
    buildRoomSubject(ROOM_ID, 'members-changed'),
    buildInboxSubject('presence'),
  ],
};

t.test('each NATS user has only the permissions that it needs (BUS-5)', async (t) => {
  const credentials = await issueCredentials();
  const server = await startProtectedNats(t, credentials);
  const allSubjects = [
    ...REQUEST_SUBJECTS,
    ...ROOM_EVENT_SUBJECTS,
    ...NOTICE_SUBJECTS,
    ...SERVICES.map(buildInboxSubject),
    ...JETSTREAM_AND_OTHER_SUBJECTS,
  ];
  const connectAs = (service: ServiceName): Promise<NatsConnection> =>
    connectWithCreds(t, server, credentials.nats.creds[service], { name: service });

  for (const service of SERVICES) {
    t.test(`the NATS user ${service} may publish only to the subjects that it needs`, async (t) => {
      const refusedSubjects = await findRefusedPublishSubjects(await connectAs(service), allSubjects);
      t.same(
        allSubjects.filter((subject) => !refusedSubjects.includes(subject)),
        allSubjects.filter((subject) => PUBLISHABLE_SUBJECTS[service].includes(subject)),
      );
    });

    t.test(`the NATS user ${service} may subscribe only to the subjects that it needs`, async (t) => {
      const wildcardSubjects = [
        '>',
        '*.>',
        'kcs.>',
        'kcs.api.>',
        'kcs.api.*',
        'kcs.presence.>',
        'kcs.presence.*',
        'chat.>',
        'chat.room.>',
        '_INBOX.>',
        '_INBOX_*.>',
        '$SYS.>',
      ];
      const testedSubjects = [...allSubjects, ...wildcardSubjects];
      const refusedSubjects = await findRefusedSubscribeSubjects(await connectAs(service), testedSubjects);
      t.same(
        testedSubjects.filter((subject) => !refusedSubjects.includes(subject)),
        testedSubjects.filter((subject) => SUBSCRIBABLE_SUBJECTS[service].includes(subject)),
      );
    });
  }

  t.test('NATS refuses a client without valid credentials', async (t) => {
    const foreignCredentials = await issueCredentials();
    const refusedConnectionOptions: Record<string, object> = {
      'without credentials': {},
      'with a user and password': { user: 'chat-api', pass: 'secret' },
      'with a token': { token: 'secret' },
    };
    for (const [name, options] of Object.entries(refusedConnectionOptions)) {
      const connectionAttempt = connect({ servers: server.url, reconnect: false, ...options });
      await t.rejects(connectionAttempt, { name: 'AuthorizationError' }, name);
    }
    // These credentials are valid in another installation, whose operator this server does not trust.
    const connectionAttempt = connectWithCreds(t, server, foreignCredentials.nats.creds['chat-api'], {
      name: 'chat-api',
    });
    await t.rejects(connectionAttempt, { name: 'AuthorizationError' }, 'of another installation');
  });
});
