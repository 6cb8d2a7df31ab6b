import { runService } from '@kcs/service-kit';
import { startChatApi, stopWithinMs } from './app.ts';
import { readConfig } from './config/config.ts';

runService({ name: 'chat-api', config: () => readConfig(), start: startChatApi, stopWithinMs });
