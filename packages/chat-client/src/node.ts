export { fileOutbox } from './outbox/file-outbox.ts';
