export { chaos } from './chaos.ts';
