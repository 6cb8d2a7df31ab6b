import type { addPendingMessage } from '../../src/state/pending-message.ts';
import { ROOM_ID } from './samples.ts';

export const listClientMsgIds = (pending: ReturnType<typeof addPendingMessage>) =>
  pending[ROOM_ID]?.map(({ clientMsgId }) => clientMsgId);
