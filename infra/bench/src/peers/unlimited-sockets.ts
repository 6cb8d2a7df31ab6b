/** Settings without the limits of a person, because the benchmark measures the system. */
export const UNLIMITED_SOCKETS = {
  MESSAGES_PER_SECOND_PER_USER: '1000000',
  EVENTS_PER_SECOND_PER_USER: '100000',
  SOCKETS_PER_USER: '10000',
  CONNECTS_PER_SECOND_PER_GATEWAY: '10000',
};
