/** Settings that lift the limits of each user, because the benchmark measures the system and not these limits. */
export const UNLIMITED_SOCKETS = {
  MESSAGES_PER_SECOND_PER_USER: '1000000',
  EVENTS_PER_SECOND_PER_USER: '100000',
  SOCKETS_PER_USER: '10000',
  NEW_ROOMS_PER_HOUR_PER_USER: '100000',
  ADDED_PEOPLE_PER_HOUR_PER_USER: '100000',
  CONNECTS_PER_SECOND_PER_GATEWAY: '10000',
};
