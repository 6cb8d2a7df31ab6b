export { fileOutbox } from './outbox/node/file-outbox.ts';
