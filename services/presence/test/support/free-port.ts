/** Below the range from which the kernel takes ports for outgoing connections: one of those once was faster than Redis. */
export { freePort } from '@kcs/testkit';
