import type { Calls } from '@kcs/chat-client/calls';
import t from 'tap';
import { type CallView, createCallController } from '../../src/call/call-controller.ts';

const StandInView: CallView = () => null;

function createStandInCalls() {
  const methodNames: string[] = [];
  const record = (name: string) => () => {
    methodNames.push(name);
  };
  const calls = {
    getState: () => 'state',
    subscribe: record('subscribe'),
    openPreview: record('openPreview'),
    stop: record('stop'),
  };
  return { calls: calls as unknown as Calls, methodNames };
}

t.test('the code of calls is loaded once, and again after a failure', async (t) => {
  const { calls, methodNames } = createStandInCalls();
  const loads: Promise<Calls>[] = [Promise.reject(new Error('offline')), Promise.resolve(calls)];
  const controller = createCallController({
    loadCalls: () => loads.shift() ?? Promise.reject(new Error('loaded too often')),
    loadView: async () => StandInView,
  });
  await t.rejects(controller.openPreview('room'), { message: 'offline' });
  t.equal(controller.getState(), null);
  t.equal(controller.getOpened(), null);
  await controller.openPreview('room');
  await controller.openPreview('room');
  t.equal(controller.getState(), 'state');
  t.same(controller.getOpened(), { calls, View: StandInView });
  t.same(methodNames, ['subscribe', 'openPreview', 'openPreview']);
  controller.stop();
  t.equal(methodNames.at(-1), 'stop');
});

t.test('calls that are loaded after the end of the session are stopped', async (t) => {
  const { calls, methodNames } = createStandInCalls();
  const controller = createCallController({
    loadCalls: async () => calls,
    loadView: async () => StandInView,
  });
  const loading = controller.load();
  controller.stop();
  await loading;
  t.same(methodNames, ['stop']);
});

t.test('opening a preview shows a call that was hidden', async (t) => {
  const controller = createCallController({
    loadCalls: async () => createStandInCalls().calls,
    loadView: async () => StandInView,
  });
  let changeCount = 0;
  controller.subscribe(() => {
    changeCount += 1;
  });
  controller.setMinimized(true);
  t.equal(controller.isMinimized(), true);
  t.equal(changeCount, 1);
  await controller.openPreview('room');
  t.equal(controller.isMinimized(), false);
});
