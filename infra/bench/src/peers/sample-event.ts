import { DeliveryTracker } from '../load/delivery-tracker.ts';

/**
 * Returns an event with the fields of our own `new-chat-message`, so that the frames of all systems have about the same
 * length.
 */
export function createSampleEvent(n: number) {
  const id = 'x'.repeat(26);
  return {
    type: 'new_message',
    data: {
      ...{ id: `msg_${id}`, room_id: `room_${id}`, sender_id: `user_${id}`, sender_name: 'Person 1', seq: n },
      ...{
        content: DeliveryTracker.formatContent(n),
        message_type: 'text',
        reply_to_id: null,
        reply_to: null,
      },
      ...{ client_msg_id: `bench-${n}`, metadata: null, mentions: [], reactions: [] },
      ...{ created_at: new Date().toISOString(), edited_at: null, deleted_at: null },
    },
    timestamp: new Date().toISOString(),
  };
}
