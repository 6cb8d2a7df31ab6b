import { buildNotificationStreamName, NOTICES } from '@kcs/contracts';
import { subscribeToNotice } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/nats-core';
import type { Test } from 'tap';
import type { RestCallOptions } from './call-rest.ts';
import type { LoggedInUser, TestApi } from './start-api.ts';

/** Creates a service account that may send notifications. Returns it with its token and its path. */
export async function createProducerAccount(t: Test, { admin }: TestApi, name: string) {
  const body = { name, scopes: ['notifications:write'] };
  const response = await admin.rest('POST', '/service-accounts', body);
  t.equal(response.status, 201);
  return { ...response.body.data, path: `/service-accounts/${response.body.data.id}` };
}

/** Lists the notifications of a user, newest first. */
export const listNotifications = async (user: LoggedInUser, query = '') =>
  (await user.rest('GET', `/chat/notifications?limit=100${query}`)).body;

export const typesOf = async (user: LoggedInUser, query = '') =>
  (await listNotifications(user, query)).data.map(({ type }: { type: string }) => type);

export const arrival = (user: LoggedInUser, type: string) =>
  eventually(`${type} in the list`, async () => (await typesOf(user)).includes(type));

/** Creates a producer with this name. Returns functions that send its notifications, and that show what they caused. */
export async function startProducer(t: Test, api: TestApi, name: string) {
  const account = await createProducerAccount(t, api, name);
  const pushes: { type: string; userIds: readonly string[] }[] = [];
  const pushSubscription = subscribeToNotice(
    api.bus,
    NOTICES.notified,
    ({ userIds, notification: { type } }) => void pushes.push({ type, userIds }),
    api.deps.logger,
  );
  t.teardown(() => pushSubscription.stop());
  const { streams } = await jetstreamManager(api.bus);
  // If the machine is busy, the stream is created some time after the account.
  await eventually('the stream exists', () =>
    streams.info(buildNotificationStreamName(name)).then(
      () => true,
      () => false,
    ),
  );
  const js = jetstream(api.bus, { timeout: 2_000 });
  const lettersOf = async (source = name) =>
    (await api.admin.rest('GET', `/admin/dead-letters?source=${source}&limit=100`)).body.data;
  return {
    account,
    /** Sends a document over HTTP. */
    post: (body: unknown, call: RestCallOptions = {}) =>
      api.rest('POST', '/notifications', { token: account.token, body, ...call }),
    /** Sends a document over NATS. */
    publish: (body: unknown, headers: Record<string, string> = {}, subject = `chat.notify.${name}`) => {
      const messageHeaders = createHeaders();
      for (const [header, value] of Object.entries(headers)) messageHeaders.set(header, value);
      const payload = body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body);
      return js.publish(subject, payload, { headers: messageHeaders });
    },
    /** Returns the ids of the users to whom notifications of the type were pushed. */
    pushedTo: (type: string) =>
      pushes
        .filter((push) => push.type === type)
        .flatMap(({ userIds }) => userIds)
        .sort(),
    lettersOf,
    /** Waits for a dead letter with this reason. */
    letterWith: (reason: RegExp) =>
      eventually(`a dead letter because of ${reason}`, async () =>
        (await lettersOf()).find((letter: { reason: string }) => reason.test(letter.reason)),
      ),
  };
}
