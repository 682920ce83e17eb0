/**
 * What joins the relays of several processes. Each knows its own pages; the backplane carries messages to pages
 * elsewhere, and says whether somebody has one. It keeps nothing that a crash could leave wrong.
 */
import type { SignalMessage } from '../../src/signaling/adapter.js';

export interface Delivery {
  readonly from: string;
  readonly message: SignalMessage;
}

export interface BackplaneHandlers {
  /** For pages of `user` in this process. */
  delivery(user: string, delivery: Delivery): void;
  /** Somebody who is watched here has come, or has gone from everywhere. May repeat itself. */
  presence(user: string, online: boolean): void;
}

export interface Backplane {
  start(handlers: BackplaneHandlers): Promise<void>;
  /** The first page of `user` in this process has opened, or the last one has closed. Never rejects. */
  join(user: string): Promise<void>;
  leave(user: string): Promise<void>;
  /** To the pages of `user` in all other processes; resolves with how many of those there are. Rejects when it cannot know. */
  deliver(user: string, delivery: Delivery): Promise<number>;
  /** Whether `user` has a page in any other process. Rejects when it cannot know. */
  isOnline(user: string): Promise<boolean>;
  /** From now on `presence` tells about `user`, until `unwatch`. Never rejects. */
  watch(user: string): Promise<void>;
  unwatch(user: string): Promise<void>;
  close(): Promise<void>;
}

/** One process alone. */
export const noBackplane: Backplane = {
  start: async () => {},
  join: async () => {},
  leave: async () => {},
  deliver: async () => 0,
  isOnline: async () => false,
  watch: async () => {},
  unwatch: async () => {},
  close: async () => {},
};
