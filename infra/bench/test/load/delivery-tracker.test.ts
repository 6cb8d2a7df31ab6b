import t from 'tap';
import { DeliveryTracker } from '../../src/load/delivery-tracker.ts';

t.test('a message is delivered when every socket has received it', async (t) => {
  const deliveries = new DeliveryTracker();
  let isDelivered = false;
  const delivered = deliveries.waitForCopies(7, 2).then(() => {
    isDelivered = true;
  });
  const frame = `42["new-chat-message",{"content":"${DeliveryTracker.formatContent(7)}"}]`;
  deliveries.recordFrame(frame);
  deliveries.recordFrame('42["presence",{}]');
  deliveries.recordFrame(`"${DeliveryTracker.formatContent(71)}"`);
  await new Promise(setImmediate);
  t.notOk(isDelivered);
  deliveries.recordFrame(frame);
  await delivered;
  deliveries.recordFrame(frame);
});
