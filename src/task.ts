/** Tasks of the event loop. */

let port: MessagePort | null = null;
const waiting: (() => void)[] = [];

/**
 * Resolves in a task of its own, when everything that was begun in this one has had its say. Sooner than any timer, and not
 * held back in a hidden tab.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    (port ??= makePort()).postMessage(null);
  });
}

/** Each message to it begins a task. */
function makePort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  // In Node a port that listens would keep the process alive for ever.
  (port1 as { unref?: () => void }).unref?.();
  return port2;
}
