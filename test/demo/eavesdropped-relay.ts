/** A real relay behind a proxy that writes down every message as the relay gets it, in order, by the socket it came on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { startRelay } from '../helpers/relay.js';

export interface EavesdroppedRelay {
  /** `ws://localhost:<port>/` */
  readonly url: string;
  /** All that came on the socket of whoever said hello as this. */
  from(self: string): readonly string[];
  close(): Promise<void>;
}

export async function eavesdroppedRelay(): Promise<EavesdroppedRelay> {
  const relay = await startRelay();
  const heard: string[][] = [];
  const http = createServer();
  const proxy = new WebSocketServer({ server: http });
  proxy.on('connection', (page) => {
    const said: string[] = [];
    heard.push(said);
    const onward = new WebSocket(relay.url);
    const opened = new Promise((resolve) => onward.once('open', resolve));
    page.on('message', (data: Buffer) => {
      said.push(data.toString());
      void opened.then(() => onward.send(data.toString()));
    });
    onward.on('message', (data: Buffer) => page.send(data.toString()));
    page.on('close', () => onward.close());
    onward.on('close', () => page.close());
  });
  await new Promise<void>((resolve) => http.listen(0, 'localhost', resolve));
  return {
    url: `ws://localhost:${(http.address() as AddressInfo).port}/`,
    from: (self) => heard.find(([hello]) => hello?.includes(`"id":"${self}"`)) ?? [],
    close: async () => {
      for (const page of proxy.clients) page.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await relay.close();
    },
  };
}
