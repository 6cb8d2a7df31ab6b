import { addListener } from 'process-on-spawn';

/**
 * The first module of every bundle. It makes the processes that a test starts run as they do for a user, without the
 * loader that tap adds to the environment of every child. That loader costs more CPU than starting a service, and
 * changes the tested program.
 */
addListener((child) => {
  const options = child.env.NODE_OPTIONS?.split(' ').filter(
    (option) => !option.includes('@tapjs/processinfo'),
  );
  child.env = Object.fromEntries(
    Object.entries({ ...child.env, NODE_OPTIONS: options?.join(' ') || undefined }).filter(
      ([name, value]) => value !== undefined && !name.startsWith('_TAPJS_'),
    ),
  );
});
