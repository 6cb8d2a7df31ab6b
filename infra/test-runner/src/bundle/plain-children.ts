import { addListener } from 'process-on-spawn';

/**
 * Removes tap's loader from the environment of child processes, so that tested programs run as they do for a user. The
 * loader would change the programs, and costs more CPU time than starting a service. Every bundle imports this module
 * first.
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
