/** Tasks of the event loop. */

/** Node's own way; a message port would keep its process alive for ever, or not at all. */
const { setImmediate } = globalThis as { readonly setImmediate?: (task: () => void) => unknown };
let port: MessagePort | null = null;
const waiting: (() => void)[] = [];

/**
 * Resolves in a task of its own, when everything that was begun in this one has had its say. Sooner than any timer, and not
 * held back in a hidden tab.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) return void setImmediate(resolve);
    waiting.push(resolve);
    (port ??= makePort()).postMessage(null);
  });
}

/** Each message to it begins a task. */
function makePort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return port2;
}
