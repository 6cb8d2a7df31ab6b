import t from 'tap';
import { TasksInProgress } from '../src/index.ts';

const createTask = () => {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const task = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { task, resolve, reject };
};

t.test('tasks are counted until they succeed or fail', async (t) => {
  const tasks = new TasksInProgress();
  const [first, second] = [createTask(), createTask()];
  tasks.add(first.task);
  const failingTask = second.task.catch(() => {});
  tasks.add(failingTask);
  t.equal(tasks.count, 2);
  first.resolve();
  await first.task;
  t.equal(tasks.count, 1);
  second.reject(new Error('failed'));
  await failingTask;
  t.equal(tasks.count, 0);
});

t.test('waiting for all tasks includes those that a task adds when it ends', async (t) => {
  const tasks = new TasksInProgress();
  await tasks.waitForAll();
  const [first, second] = [createTask(), createTask()];
  tasks.add(first.task);
  void first.task.then(() => tasks.add(second.task));
  let hasEnded = false;
  const waiting = tasks.waitForAll().then(() => {
    hasEnded = true;
  });
  first.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(hasEnded);
  second.resolve();
  await waiting;
  t.equal(tasks.count, 0);
});
