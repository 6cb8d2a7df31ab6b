import { once } from 'node:events';
import t from 'tap';
import { createEmitter } from '../../src/chat/chat-events.ts';

t.test('a listener receives the emitted values until it is removed', async (t) => {
  const emitter = createEmitter<{ a: number; b: string }>();
  const receivedValues: unknown[] = [];
  const removeListener = emitter.on('a', (value) => receivedValues.push(value));
  emitter.on('b', (value) => receivedValues.push(value));
  emitter.emit('a', 1);
  emitter.emit('b', 'x');
  removeListener();
  emitter.emit('a', 2);
  t.same(receivedValues, [1, 'x']);
});

t.test(
  'an error in one listener becomes an uncaught error and does not affect the emitter or other listeners',
  async (t) => {
    const originalUncaughtErrorListeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    t.teardown(() => {
      for (const listener of originalUncaughtErrorListeners) process.on('uncaughtException', listener);
    });
    const emitter = createEmitter<{ a: number }>();
    const receivedValues: number[] = [];
    emitter.on('a', () => {
      throw new Error('a bug of the application');
    });
    emitter.on('a', (value) => receivedValues.push(value));
    const uncaughtErrorPromise = once(process, 'uncaughtException');
    emitter.emit('a', 1);
    t.same(receivedValues, [1]);
    t.match(await uncaughtErrorPromise, [{ message: 'a bug of the application' }]);
  },
);
