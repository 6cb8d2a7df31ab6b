import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import t from 'tap';
import { classifyPublishError, type PublishOutcome } from '../../../src/log/outbox/classify-publish-error.ts';

const createJetStreamError = (status: number, code: number, description: string) =>
  new JetStreamApiError({ code: status, err_code: code, description });

const EXPECTED_OUTCOMES: readonly [string, unknown, PublishOutcome][] = [
  [
    'a message above the maximum size',
    createJetStreamError(400, 10054, 'message size exceeds maximum allowed'),
    'rejected',
  ],
  [
    'headers above the maximum size',
    createJetStreamError(400, 10097, 'header size exceeds maximum allowed'),
    'rejected',
  ],
  [
    'a payload that the client refuses',
    new errors.InvalidArgumentError("'payload' max_payload size exceeded"),
    'rejected',
  ],
  ['a full account', createJetStreamError(400, 10002, 'resource limits exceeded for account'), 'refused'],
  ['insufficient resources', createJetStreamError(503, 10023, 'insufficient resources'), 'refused'],
  ['full storage', createJetStreamError(500, 10047, 'insufficient storage resources available'), 'refused'],
  ['full memory', createJetStreamError(500, 10028, 'insufficient memory resources available'), 'refused'],
  ['a full stream', createJetStreamError(503, 10077, 'maximum bytes exceeded'), 'refused'],
  [
    'a stream with its maximum number of messages',
    createJetStreamError(503, 10077, 'maximum messages exceeded'),
    'refused',
  ],
  [
    'a full subject',
    createJetStreamError(503, 10077, 'maximum messages per subject exceeded'),
    'subject-full',
  ],
  ['a sealed stream', createJetStreamError(400, 10109, 'invalid operation on sealed stream'), 'refused'],
  ['too many requests', createJetStreamError(429, 10167, 'too many requests'), 'refused'],
  [
    'a publish of the same event in progress',
    createJetStreamError(409, 10201, 'duplicate message id'),
    'refused',
  ],
  [
    'a stream without a leader',
    createJetStreamError(503, 10008, 'JetStream system temporarily unavailable'),
    'refused',
  ],
  ['an unknown code with a 4xx status', createJetStreamError(400, 19_999, 'something new'), 'refused'],
  ['no responders', new errors.NoRespondersError('chat.room.1.renamed'), 'no-stream'],
  ['a timeout', new errors.TimeoutError(), 'unavailable'],
];

for (const [name, error, outcome] of EXPECTED_OUTCOMES)
  t.test(`classifyPublishError returns "${outcome}" for ${name}`, async (t) => {
    t.equal(classifyPublishError(error).outcome, outcome);
  });
