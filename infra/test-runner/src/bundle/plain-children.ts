import { addListener } from 'process-on-spawn';

/**
 * Removes tap's loader from the environment of child processes, so that tested programs run as they do for a user. The
 * loader would change how they run and take more CPU time than starting a service does. Every bundle imports this
 * module before its test files.
 */
addListener((child) => {
  const nodeOptionsWithoutTapLoader = child.env.NODE_OPTIONS?.split(' ').filter(
    (option) => !option.includes('@tapjs/processinfo'),
  );
  child.env = Object.fromEntries(
    Object.entries({
      ...child.env,
      NODE_OPTIONS: nodeOptionsWithoutTapLoader?.join(' ') || undefined,
    }).filter(([name, value]) => value !== undefined && !name.startsWith('_TAPJS_')),
  );
});
