/** How elements below a provider find its client. The key is a registered symbol, so two copies of the library agree. */
import { createContext } from '@lit/context';
import type { DMClientLike } from '../../src/session/types.js';

export const clientContext = createContext<DMClientLike | null>(Symbol.for('dm-elements/client@1'));
