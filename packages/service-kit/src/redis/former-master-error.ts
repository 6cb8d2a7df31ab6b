/** The error that a client emits when its server is no longer the master. */
export class FormerMasterError extends Error {
  constructor(message = 'The Sentinels name another Redis server as the master') {
    super(message);
    this.name = 'FormerMasterError';
  }
}
