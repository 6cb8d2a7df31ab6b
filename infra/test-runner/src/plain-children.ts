import { addListener } from 'process-on-spawn';

/**
 * What a test starts runs as it does for a user: without the loader that tap adds to the environment of every process,
 * which costs more CPU than starting a service does, and hooks itself into the very thing that is tested.
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
