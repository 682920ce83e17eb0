/** What all adapters have in common: where the connection stands, who listens, and whose presence is followed. */
import type { SignalingState, SignalMessage } from './adapter.js';
import { Listeners, PresenceWatchers } from './listeners.js';

export abstract class BaseAdapter {
  protected readonly messages = new Listeners<[from: string, message: SignalMessage]>();
  protected readonly watchers = new PresenceWatchers();
  readonly #states = new Listeners<[SignalingState, Error?]>();
  #state: SignalingState = 'offline';

  get state(): SignalingState {
    return this.#state;
  }

  onMessage(handler: (from: string, message: SignalMessage) => void): () => void {
    return this.messages.add(handler);
  }

  onState(handler: (state: SignalingState, error?: Error) => void): () => void {
    return this.#states.add(handler);
  }

  /** Told when it changes, and whenever there is an error. */
  protected setState(state: SignalingState, error?: Error): void {
    if (state === this.#state && !error) return;
    this.#state = state;
    this.#states.emit(state, error);
  }

  /** The end: nobody is told anything after this. */
  protected forgetEverybody(): void {
    this.setState('offline');
    this.messages.clear();
    this.#states.clear();
    this.watchers.clear();
  }
}
