/** Files that are dragged over a conversation may be dropped anywhere on it, and nowhere else on the page. */
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { takenFrom } from '../dm-composer/taken.js';
import { ATTACH } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';

export interface DropZoneOptions {
  /** Whether files can be sent at the moment. */
  readonly takes: () => boolean;
  readonly onFiles: (taken: readonly (File | FileSystemEntry)[]) => void;
}

export class DropZone implements ReactiveController {
  #isOver = false;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: DropZoneOptions,
  ) {
    host.addController(this);
    host.addEventListener('dragover', this.#onOver);
    host.addEventListener('dragleave', this.#onLeave);
    host.addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    this.#isOver = false;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  render(text: string): TemplateResult | typeof nothing {
    return this.#isOver ? html`<div class="drop">${icon(ATTACH)}${text}</div>` : nothing;
  }

  readonly #onOver = (event: DragEvent): void => {
    if (!this.options.takes() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.#set(true);
  };

  readonly #onLeave = ({ relatedTarget }: DragEvent): void => {
    if (!this.host.contains(relatedTarget as Node | null)) this.#set(false);
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#set(false);
    if (!this.options.takes() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    this.options.onFiles(takenFrom(event.dataTransfer));
  };

  #set(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.host.requestUpdate();
  }
}
