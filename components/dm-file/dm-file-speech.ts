/** What is said of files to who cannot see them. Their names are not: somebody else may hear it. */
import '../locales/en-files.js';
import type { FileTransferLike } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import type { Announcer } from '../shared/announcer.js';
import { FAILURES } from './failures.js';

/** The part that is through, as far as it is spoken of; `over` without having arrived. */
type Stage = 0 | 0.5 | 1 | 'over';

export class FileSpeech {
  /** How far each file was when it was last spoken of; goes with the file, since the element sees many conversations. */
  readonly #stages = new WeakMap<FileTransferLike, Stage>();

  constructor(
    private readonly announcer: Announcer,
    private readonly words: LocalizeController,
    private readonly peerName: () => string,
  ) {}

  /** When it begins, half-way and at the end; what has gone wrong at once, what the person did themselves never. */
  follow(files: readonly FileTransferLike[]): void {
    for (const file of files) {
      const stage = stageOf(file);
      if (stage === null || stage === this.#stages.get(file)) continue;
      this.#stages.set(file, stage);
      if (stage === 'over') this.#over(file);
      else this.announcer.announce(() => this.#at(stage));
    }
  }

  #at(stage: 0 | 0.5 | 1): string {
    if (stage === 1) return this.words.term('sayFileDone');
    return this.words.term('sayFileAt', stage.toLocaleString(this.words.lang(), { style: 'percent' }));
  }

  #over({ status }: FileTransferLike): void {
    const { words } = this;
    if (status.state === 'failed' && status.reason !== 'ended') {
      this.announcer.alert(words.term(FAILURES[status.reason]));
    } else if (status.state === 'declined' && status.by === 'peer') {
      this.announcer.alert(words.term('fileNotTaken', this.peerName()));
    } else if (status.state === 'cancelled' && status.by === 'peer') {
      this.announcer.announce(() => words.term('fileCancelled'));
    }
  }
}

function stageOf({ status, size }: FileTransferLike): Stage | null {
  switch (status.state) {
    case 'offered':
    case 'paused':
      return null;
    case 'transferring':
      return status.bytes < size / 2 ? 0 : 0.5;
    case 'done':
      return 1;
    default:
      return 'over';
  }
}
