/** Runs in the page: every place where words of a conversation could still be. */

/** Everything that is written anywhere in the document, shadow trees included: texts, attributes, values of fields. */
export function written(): string[] {
  const found = [document.title, location.href, window.name, JSON.stringify(history.state), String(getSelection())];
  const visit = (root: ParentNode): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
      if (!(node instanceof Element)) {
        found.push(node.nodeValue ?? '');
        continue;
      }
      for (const { value } of node.attributes) found.push(value);
      if (node instanceof HTMLTextAreaElement || node instanceof HTMLInputElement) found.push(node.value);
      if (node instanceof HTMLTemplateElement) visit(node.content);
      if (node.shadowRoot) visit(node.shadowRoot);
    }
  };
  visit(document);
  return found;
}

/** The names of what this origin keeps in the browser. Empty, unless somebody stored something. */
export async function stored(): Promise<string[]> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  return [
    ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
    ...(await indexedDB.databases()).map(({ name }) => `IndexedDB ${name}`),
    ...(await caches.keys()).map((key) => `Cache ${key}`),
    ...document.cookie.split(';').filter(Boolean),
    ...registrations.map(({ scope }) => `service worker ${scope}`),
  ];
}
