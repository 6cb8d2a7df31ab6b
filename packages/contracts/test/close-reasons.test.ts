import t from 'tap';
import { CLOSE_REASONS, type SessionEndCode } from '../src/index.ts';

const SESSION_END_CODES: Record<SessionEndCode, true> = {
  LOGGED_OUT: true,
  SESSION_REVOKED: true,
  DEACTIVATED: true,
  TOKEN_EXPIRED: true,
};

t.test(
  'a client reconnects automatically unless its session or token is invalid, or it was evicted repeatedly (END-1, END-2, END-11)',
  async (t) => {
    const closeReasonsWithoutReconnect = Object.entries(CLOSE_REASONS).filter(
      ([, { reconnects }]) => !reconnects,
    );
    t.same(closeReasonsWithoutReconnect.map(([code]) => code).sort(), [
      'DEACTIVATED',
      'EVICTION_LOOP',
      'LOGGED_OUT',
      'SESSION_REVOKED',
      'TOKEN_EXPIRED',
      'UNAUTHENTICATED',
    ]);
  },
);

t.test(
  'a Socket.IO client with default options reconnects only after a closed transport or a refused handshake (END-8)',
  async (t) => {
    for (const [code, { how, reconnects }] of Object.entries(CLOSE_REASONS)) {
      t.equal(reconnects, how === 'transport-close' || how === 'refuse-handshake', code);
    }
  },
);

t.test('only the close reason UNAUTHENTICATED uses connect_error (END-1)', async (t) => {
  const connectErrorCloseReasons = Object.entries(CLOSE_REASONS).filter(
    ([, { how }]) => how === 'connect-error',
  );
  t.same(
    connectErrorCloseReasons.map(([code]) => code),
    ['UNAUTHENTICATED'],
  );
});

t.test(
  'the close reasons that use server-disconnect are exactly the codes of session-ended (END-2)',
  async (t) => {
    const serverDisconnectCloseReasons = Object.entries(CLOSE_REASONS).filter(
      ([, { how }]) => how === 'server-disconnect',
    );
    t.same(serverDisconnectCloseReasons.map(([code]) => code).sort(), Object.keys(SESSION_END_CODES).sort());
  },
);
