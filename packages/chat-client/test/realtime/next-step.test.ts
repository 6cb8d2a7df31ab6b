import { CLOSE_REASONS } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import {
  type ConnectionOutcome,
  decideConnectionStep,
  emptyFailureTally,
  type FailureTally,
} from '../../src/realtime/next-step.ts';

const NOW = 1_000_000;
const createLostOutcome = (lastedMs: number): ConnectionOutcome => ({
  kind: 'over',
  end: { kind: 'lost' },
  lastedMs,
});
const createEndedOutcome = (code: string, lastedMs = 60_000): ConnectionOutcome => ({
  kind: 'over',
  end: { kind: 'ended', code },
  lastedMs,
});
const unreachableOutcome: ConnectionOutcome = { kind: 'failed', error: createUnreachableError() };
const tokenRefusedOutcome: ConnectionOutcome = {
  kind: 'failed',
  error: new ApiError('UNAUTHENTICATED', 'no'),
};

t.test('END-8: the table of close reasons decides whether to reconnect', async (t) => {
  for (const [code, { how, reconnects }] of Object.entries(CLOSE_REASONS)) {
    if (how !== 'server-disconnect' || code === 'TOKEN_EXPIRED') continue;
    t.equal(
      decideConnectionStep(createEndedOutcome(code), emptyFailureTally, NOW, 0).kind,
      reconnects ? 'connect' : 'end',
      code,
    );
  }
  t.match(decideConnectionStep(createEndedOutcome('TOKEN_EXPIRED'), emptyFailureTally, NOW, 0), {
    kind: 'connect',
    renew: true,
    afterMs: 0,
  });
  for (const code of ['NEWER_THAN_US', 'toString']) {
    const nextStep = decideConnectionStep(createEndedOutcome(code), emptyFailureTally, NOW, 0);
    t.same(nextStep, { kind: 'end', code }, 'an unknown code ends the session, like those of the table');
  }
});

t.test(
  'a connection that the client closed because the server is draining is replaced at once',
  async (t) => {
    const nextStep = decideConnectionStep(
      { kind: 'over', end: { kind: 'closed' }, lastedMs: 10 },
      emptyFailureTally,
      NOW,
      0.9,
    );
    t.same(nextStep, { kind: 'connect', afterMs: 0, renew: false, tally: emptyFailureTally });
  },
);

t.test('after a lost connection, clients reconnect at random times within half a second', async (t) => {
  for (const random of [0, 0.5, 0.999]) {
    const nextStep = decideConnectionStep(createLostOutcome(60_000), emptyFailureTally, NOW, random);
    t.match(nextStep, { kind: 'connect', renew: false, tally: emptyFailureTally });
    t.ok(nextStep.kind === 'connect' && nextStep.afterMs <= 500);
  }
});

t.test('attempts become less frequent if a server accepts connections and drops them', async (t) => {
  let failureTally: FailureTally = emptyFailureTally;
  const waitsMs: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    const nextStep = decideConnectionStep(createLostOutcome(100), failureTally, NOW, 0.5);
    if (nextStep.kind !== 'connect') return t.fail('gave up');
    waitsMs.push(nextStep.afterMs);
    failureTally = nextStep.tally;
  }
  t.ok((waitsMs[5] ?? 0) > (waitsMs[0] ?? 0) * 4, waitsMs.join());
});

t.test(
  'the first refused token is renewed at once, later ones after a wait, and the session ends after five renewals',
  async (t) => {
    let failureTally: FailureTally = emptyFailureTally;
    const waitsMs: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const nextStep = decideConnectionStep(tokenRefusedOutcome, failureTally, NOW, 0.5);
      if (nextStep.kind === 'end') {
        t.equal(nextStep.code, 'UNAUTHENTICATED');
        t.equal(waitsMs[0], 0);
        t.ok(waitsMs.slice(1).every((wait) => wait > 0));
        return;
      }
      t.ok(nextStep.renew);
      waitsMs.push(nextStep.afterMs);
      failureTally = nextStep.tally;
    }
    t.fail('never ended');
  },
);

t.test(
  'a client reconnects without limit, after at most 3 s in the first minute and 15 s later, unless its token is refused',
  async (t) => {
    const outcomeArbitrary = fc.constantFrom(unreachableOutcome, createLostOutcome(5));
    const backOffProperty = fc.property(
      fc.array(
        fc.tuple(outcomeArbitrary, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat({ max: 30_000 })),
        {
          minLength: 1,
          maxLength: 100,
        },
      ),
      (story) => {
        let failureTally: FailureTally = emptyFailureTally;
        let now = NOW;
        for (const [outcome, random, passed] of story) {
          now += passed;
          const nextStep = decideConnectionStep(outcome, failureTally, now, random);
          if (nextStep.kind !== 'connect') return false;
          failureTally = nextStep.tally;
          if (nextStep.afterMs > (now - failureTally.failingSince < 60_000 ? 3_000 : 15_000)) return false;
        }
        return true;
      },
    );
    t.doesNotThrow(() => fc.assert(backOffProperty));
  },
);
