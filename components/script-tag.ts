/**
 * What a script tag loads: the elements that a page shows before anybody talks. The parts of a conversation come with
 * the first one, or when a page has placed one of them by itself.
 */
export { DMProvider } from './dm-provider/dm-provider.js';
export { DMRequestDialog } from './dm-request-dialog/dm-request-dialog.js';
export { DMSessionElement } from './dm-session/dm-session.js';
export { DMStatus } from './dm-status/dm-status.js';
export { configure, type Configuration } from './shared/configure.js';
export { clientContext } from './shared/context.js';
export * from './shared/events.js';

// Live collections: asking them costs nothing, however often the page changes.
const parts = ['dm-composer', 'dm-message', 'dm-message-list'].map((tag) => document.getElementsByTagName(tag));
const observer = new MutationObserver(loadParts);
observer.observe(document, { childList: true, subtree: true });
void customElements.whenDefined('dm-composer').then(() => observer.disconnect());
loadParts();

function loadParts(): void {
  if (parts.every(({ length }) => length === 0)) return;
  observer.disconnect();
  void import('./dm-session/conversation.js');
}
