/**
 * What leaves this page, in the order in which it leaves: requests as the browser reports them, and notes to whoever
 * introduces, read where they are handed over (`BroadcastChannel` for `local:`, `WebSocket` for a relay).
 *
 * @param tell what has left, and its length in bytes of UTF-8 (a request: those of its address)
 */
export function onDeparture(tell: (what: string, bytes: number) => void): void {
  const told = (kind: string, content: string): void =>
    tell(`${kind} ${content}`, new TextEncoder().encode(content).length);

  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) told('GET', name);
  }).observe({ type: 'resource', buffered: true });

  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message: unknown): void {
    told('note', JSON.stringify(message));
    postMessage.call(this, message);
  };
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data): void {
    told('note', typeof data === 'string' ? data : '(bytes)');
    send.call(this, data);
  };
}
