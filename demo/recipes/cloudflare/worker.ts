export { default, Mailbox } from 'dm-elements/server/worker.js';
