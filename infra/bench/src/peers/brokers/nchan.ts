import { findFreePort } from '@kcs/private-servers';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import type { StartFanOut } from '../fan-out-peer.ts';
import { startPeerServer } from '../start-peer-server.ts';
import { subscribeToText } from '../text-subscriber.ts';
import { connectBroker } from './connect-broker.ts';

const MAX_CONNECTIONS = 16;

/** Starts nginx with the module Nchan and one worker. It keeps no message. */
export const startNchan: StartFanOut = async (t, size) => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const pid = await startPeerServer(t, {
    name: 'nginx',
    url,
    configName: 'nginx.conf',
    formatConfig: (folder) => formatConfig(folder, port),
    formatArguments: (configPath, folder) => ['-p', folder, '-c', configPath, '-e', 'stderr'],
  });
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  const broker = {
    name: 'nchan',
    pid,
    subscribe: (room: string, onText: (text: string) => void) =>
      subscribeToText({ url: `ws://127.0.0.1:${port}/subscribe/${room}`, greetings: [], onText }),
    publish: (room: string, event: unknown) => client.post(`${url}/publish/${room}`, '', event),
  };
  return connectBroker(t, broker, size);
};

function formatConfig(folder: string, port: number): string {
  return `load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder};
  proxy_temp_path ${folder};
  fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder};
  scgi_temp_path ${folder};
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${port};
    location = / { return 204; }
    location ~ ^/subscribe/(.+)$ { nchan_subscriber websocket; nchan_channel_id $1; nchan_subscriber_first_message newest; }
    location ~ ^/publish/(.+)$ { nchan_publisher; nchan_channel_id $1; nchan_store_messages off; }
  }
}
`;
}
