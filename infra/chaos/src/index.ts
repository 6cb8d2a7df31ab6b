export { runChaos } from './chaos.ts';
