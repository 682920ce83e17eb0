/** Runs in a page that a server has drawn. */
import '@lit-labs/ssr-client/lit-element-hydrate-support.js';
import '../../../components/index.js';
import '../../../components/dm-file-tray/dm-file-tray.js';
