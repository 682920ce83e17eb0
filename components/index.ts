/** All elements. Importing a module defines its element; the provider is the first, so that nobody looks for it in vain. */
export { DMProvider } from './dm-provider/dm-provider.js';
export { DMComposer } from './dm-composer/dm-composer.js';
export { DMFile } from './dm-file/dm-file.js';
export { DMInvite } from './dm-invite/dm-invite.js';
export { DMLauncher } from './dm-launcher/dm-launcher.js';
export { DMManual } from './dm-manual/dm-manual.js';
export { DMMessage } from './dm-message/dm-message.js';
export { DMMessageList } from './dm-message-list/dm-message-list.js';
export { DMRequestButton } from './dm-request-button/dm-request-button.js';
export { DMRequestDialog } from './dm-request-dialog/dm-request-dialog.js';
export { DMSessionElement } from './dm-session/dm-session.js';
export { DMStatus } from './dm-status/dm-status.js';
export { DMVerify } from './dm-verify/dm-verify.js';
export { DMVoice } from './dm-voice/dm-voice.js';
export { configure, type Configuration } from './shared/configure.js';
export { clientContext } from './shared/context.js';
export * from './shared/events.js';
