interface NatsServers {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
}

/** Splits a comma separated NATS URL; the client library takes credentials only beside the addresses. */
export const natsServers = (url: string): NatsServers => {
  const urls = url.split(',').map((part) => new URL(part.trim()));
  const servers = urls.map((u) => `${u.protocol}//${u.host}`);
  const named = urls.find((u) => u.username !== '');
  return named === undefined
    ? { servers }
    : { servers, user: decodeURIComponent(named.username), pass: decodeURIComponent(named.password) };
};
