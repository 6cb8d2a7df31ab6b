import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import t from 'tap';
import { makeEveryEvent } from '../support/make-every-event.ts';
import { TrafficCapture } from '../support/traffic-capture.ts';
import { getRunningSystem } from './system.ts';

/**
 * The documented messages that this test does not trigger, each with the reason. The tests of the individual services
 * trigger them.
 */
const MESSAGES_NOT_CAPTURED: Readonly<Record<string, string>> = {
  'to-clients auth-expiring': 'A token expires only after 12 hours.',
  'to-clients chat-resync': 'A gateway sends this event only if it cannot repair a gap.',
  'to-clients room-event': 'Only a newer version has events of other kinds.',
  'to-clients server-draining': 'A gateway sends this event only before it stops.',
  'to-clients socket-evicted': 'A user must open more sockets than the limit.',
};

t.test('REST-10: all traffic matches the AsyncAPI document', async (t) => {
  const system = await getRunningSystem();
  const documentResponse = await fetch(`${system.frontDoor}/docs/asyncapi.json`);
  const { document, diagnostics } = await new Parser().parse(await documentResponse.text());
  const errors = diagnostics.filter(({ severity }) => severity === 0);
  t.same(errors, [], 'the document is valid');
  if (!document) return;
  const schemasByMessage = new Map(
    document
      .channels()
      .all()
      .flatMap((channel) =>
        channel
          .messages()
          .all()
          .map((message) => [`${channel.id()} ${message.id()}`, message.payload()?.json()] as const),
      ),
  );

  const capture = await TrafficCapture.start(system);
  t.teardown(() => capture.stop());
  await makeEveryEvent(system, capture);

  t.test('every captured message is documented and has the documented payload', async (t) => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const validators = new Map(
      [...schemasByMessage].map(([name, schema]) => [name, ajv.compile(schema as object)]),
    );
    for (const { channelName, name, payload } of capture.messages) {
      const validatePayload = validators.get(`${channelName} ${name}`);
      if (!validatePayload) t.fail(`${channelName} ${name} is not in the document`);
      else if (!validatePayload(payload)) t.same(validatePayload.errors, [], `${channelName} ${name}`);
    }
  });

  t.test('every documented message was captured, except those in the list', async (t) => {
    const capturedNames = new Set(capture.messages.map(({ channelName, name }) => `${channelName} ${name}`));
    const missingNames = [...schemasByMessage.keys()].filter((name) => !capturedNames.has(name));
    t.same(missingNames.sort(), Object.keys(MESSAGES_NOT_CAPTURED).sort());
  });
});
