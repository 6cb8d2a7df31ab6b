import { runService } from '@kcs/service-kit';
import { readConfig } from './config.ts';
import { startChatApi, stopWithinMs } from './start-chat-api.ts';

runService({ name: 'chat-api', config: () => readConfig(), start: startChatApi, stopWithinMs });
