export type {
  FieldProblem,
  NotificationDocument,
  NotificationTarget,
  Urgency,
  UserType,
} from './document/document.ts';
export { createPublisher } from './publisher/create-publisher.ts';
export type { PublishResult } from './publisher/publish-result.ts';
export type {
  HttpPublisherOptions,
  NatsPublisherOptions,
  Publisher,
  PublisherOptions,
  PublishOptions,
} from './publisher/publisher.ts';
