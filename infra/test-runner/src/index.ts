export { test } from './run-tests.ts';
