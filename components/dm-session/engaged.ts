/** What a session element needs from the first request on; loaded then. */
import '../locales/en-chat.js';
import { styles as own } from './engaged.styles.js';

export { banner } from './banner.js';
export { ConversationView } from './conversation-view.js';
export { askAgainAt, screen } from './screens.js';
export { Speaker } from './speaker.js';
export { verifier } from './verifier.js';

export const styles = [own];
