import { MembersChanged, roomSubject } from '@kcs/contracts';
import { type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import Type from 'typebox';
import type { RoomsOfUser } from './rooms-of-user.ts';

/** The log's events as they pass on the bus; what is missed costs a few seconds of telling too few. */
const NOTICE = {
  subject: roomSubject('*', 'members-changed'),
  payload: Type.Object({ data: MembersChanged }),
};

/** Whoever joined or left a room is asked for again before the next telling: else new neighbours would hear nothing. */
export const hearMembersChanged = (
  nc: NatsConnection,
  rooms: Pick<RoomsOfUser, 'forget'>,
  logger: Logger,
): Stoppable =>
  subscribeToNotice(
    nc,
    NOTICE,
    ({ data }) => {
      for (const { userId } of data.added) rooms.forget(userId);
      for (const userId of data.removed) rooms.forget(userId);
    },
    logger,
  );
