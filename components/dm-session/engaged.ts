/** What a session element needs from the first request on; loaded then. */
import '../locales/en-chat.js';

export { banner } from './banner.js';
export { ConversationView } from './conversation-view.js';
export { styles } from './engaged.styles.js';
export { askAgainAt, screen } from './screens.js';
export { Speaker } from './speaker.js';
