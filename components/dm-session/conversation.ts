/** What only a running conversation needs; loaded when the first one begins. */
import '../locales/en-chat.js';
import '../dm-composer/dm-composer.js';
import '../dm-message-list/dm-message-list.js';
