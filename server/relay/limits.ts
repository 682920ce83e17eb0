/** How much one user, one pair or one address may do. */

export interface RelayLimits {
  /** Sockets of one user (tabs, devices). */
  readonly socketsPerUser: number;
  /** Sockets of one network address. */
  readonly socketsPerAddress: number;
  /** New sockets of one network address. */
  readonly connectsPerAddress: { readonly burst: number; readonly perSecond: number };
  /** People one socket may watch. */
  readonly watchesPerSocket: number;
  /** Messages of one user: burst, and refill per second. A connection takes about 30. */
  readonly messages: { readonly burst: number; readonly perSecond: number };
  /** Messages of everybody behind one network address: an office or a mobile carrier may be one. */
  readonly messagesPerAddress: { readonly burst: number; readonly perSecond: number };
  /** Messages of any kind on one socket; above this it is closed. */
  readonly flood: { readonly burst: number; readonly perSecond: number };
  /** Requests of one user to one other. */
  readonly requestsPerPair: { readonly burst: number; readonly perSecond: number };
  /** Requests of one user that nobody has answered or taken back yet. */
  readonly pendingRequests: number;
  /** Milliseconds until a request no longer counts as pending. */
  readonly pendingMs: number;
  /** Malformed messages until the socket is closed. */
  readonly mistakes: number;
  /** Bytes waiting to be read by a socket until it is cut. */
  readonly bufferedBytes: number;
  /** Milliseconds until the hello must have come. */
  readonly helloMs: number;
}

export const DEFAULT_LIMITS: RelayLimits = {
  socketsPerUser: 20,
  socketsPerAddress: 200,
  connectsPerAddress: { burst: 300, perSecond: 10 },
  watchesPerSocket: 200,
  messages: { burst: 200, perSecond: 20 },
  messagesPerAddress: { burst: 4_000, perSecond: 400 },
  flood: { burst: 500, perSecond: 50 },
  requestsPerPair: { burst: 5, perSecond: 0.1 },
  pendingRequests: 20,
  pendingMs: 120_000,
  mistakes: 5,
  bufferedBytes: 1024 * 1024,
  helloMs: 10_000,
};

/** A token bucket for each key; full ones are forgotten, so memory follows those who are active. */
export class Buckets<Key = string> {
  readonly #buckets = new Map<Key, { tokens: number; at: number }>();

  constructor(
    private readonly rate: { readonly burst: number; readonly perSecond: number },
    private readonly now: () => number,
  ) {}

  /** Takes one token. `false`: there is none. */
  take(key: Key): boolean {
    const now = this.now();
    const bucket = this.#buckets.get(key);
    if (!bucket) {
      this.#buckets.set(key, { tokens: this.rate.burst - 1, at: now });
      if (this.#buckets.size > MAX_BUCKETS) this.#forgetFull(now);
      return this.rate.burst >= 1;
    }
    bucket.tokens = Math.min(this.rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.rate.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  forget(key: Key): void {
    this.#buckets.delete(key);
  }

  #forgetFull(now: number): void {
    for (const [key, { tokens, at }] of this.#buckets) {
      if (tokens + ((now - at) / 1000) * this.rate.perSecond >= this.rate.burst) this.#buckets.delete(key);
    }
  }
}

const MAX_BUCKETS = 10_000;

/** Requests without an answer, by the user who asked. */
export class PendingRequests {
  /** Session id to the time at which it stops to count, in milliseconds since the epoch. */
  readonly #users = new Map<string, Map<string, number>>();

  constructor(
    private readonly limits: { readonly pendingRequests: number; readonly pendingMs: number },
    private readonly now: () => number,
  ) {}

  /** Whether `user` may ask once more, or again in the same session. */
  hasRoom(user: string, session: string): boolean {
    const pending = this.#users.get(user);
    if (!pending || pending.has(session)) return true;
    const now = this.now();
    for (const [each, until] of pending) if (until <= now) pending.delete(each);
    return pending.size < this.limits.pendingRequests;
  }

  add(user: string, session: string): void {
    const pending = this.#users.get(user) ?? new Map<string, number>();
    this.#users.set(user, pending.set(session, this.now() + this.limits.pendingMs));
  }

  /** Answered, or taken back. */
  settle(user: string, session: string): void {
    const pending = this.#users.get(user);
    if (pending?.delete(session) && pending.size === 0) this.#users.delete(user);
  }

  /** The user has no page here any more. */
  forget(user: string): void {
    this.#users.delete(user);
  }
}
