/** A TCP proxy on loopback whose connections can be stranded: nothing passes any more, and nobody is told. Node only. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export class StrandingProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => {
    const onward = connect(this.target, '127.0.0.1');
    for (const each of [socket, onward]) {
      this.#sockets.add(each);
      each.on('error', () => {});
      each.on('close', () => this.#sockets.delete(each));
    }
    socket.pipe(onward).pipe(socket);
  });

  /** @param target port on loopback */
  private constructor(private readonly target: number) {}

  static async start(target: number): Promise<StrandingProxy> {
    const proxy = new StrandingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections made from here on work. */
  strand(): void {
    for (const socket of this.#sockets) socket.unpipe();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
