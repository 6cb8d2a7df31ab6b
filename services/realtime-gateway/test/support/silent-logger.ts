import { createLogger } from '@kcs/service-kit';

export const silentLogger = createLogger({ service: 'test', instanceId: 'test', level: 'silent' });
