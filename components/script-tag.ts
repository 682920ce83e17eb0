/**
 * What a script tag loads: the elements that a page shows before anybody talks. The parts of a conversation come with
 * the first one, or when a page has placed one of them by itself.
 */
export { DMProvider } from './dm-provider/dm-provider.js';
export { DMRequestButton } from './dm-request-button/dm-request-button.js';
export { DMSessionElement } from './dm-session/dm-session.js';
export { DMStatus } from './dm-status/dm-status.js';
export { configure, type Configuration } from './shared/configure.js';
export { clientContext } from './shared/context.js';
export { DMRequestStartEvent } from './shared/request-event.js';

const conversation = (): Promise<unknown> => import('./dm-session/conversation.js');

/** Elements that are loaded when the page has their tag. */
const LATER: Readonly<Record<string, () => Promise<unknown>>> = {
  'dm-composer': conversation,
  'dm-message': conversation,
  'dm-message-list': conversation,
  'dm-file': () => import('./dm-file/dm-file.js'),
  'dm-invite': () => import('./dm-invite/dm-invite.js'),
  'dm-launcher': () => import('./dm-launcher/dm-launcher.js'),
  'dm-request-dialog': () => import('./dm-request-dialog/dm-request-dialog.js'),
  'dm-manual': () => import('./dm-manual/dm-manual.js'),
  'dm-verify': () => import('./dm-verify/dm-verify.js'),
};

// Live collections: asking them costs nothing, however often the page changes.
const waiting = new Map(Object.keys(LATER).map((tag) => [tag, document.getElementsByTagName(tag)]));
const observer = new MutationObserver(loadWhatIsThere);
// Of several such files the first one loads what is there, with the one Lit that may draw (`scripts/bundle.mjs`).
const defined = customElements.get('dm-session') as CustomElementConstructor & { dmLoads?: boolean };
if (!defined.dmLoads) {
  defined.dmLoads = true;
  observer.observe(document, { childList: true, subtree: true });
  loadWhatIsThere();
}

function loadWhatIsThere(): void {
  for (const [tag, found] of waiting) {
    if (found.length === 0 && !customElements.get(tag)) continue;
    waiting.delete(tag);
    void LATER[tag]?.();
  }
  if (waiting.size === 0) observer.disconnect();
}
