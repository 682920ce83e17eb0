/** Files out of a drop or the clipboard, those in folders included, with the folder that each was in. */
import type { OutgoingFile } from '../../src/session/types.js';

/** What is dropped or pasted beyond this is left out: a folder may hold a whole disk. */
const MAX_FILES = 200;

/** Must be called while the event is being handled: afterwards the list is empty. */
export async function filesOf(data: DataTransfer | null): Promise<OutgoingFile[]> {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  // An entry only for folders: WebKit gives one for what was pasted, too, and then says that its path does not exist.
  const found = items.map((item) => {
    const entry = item.webkitGetAsEntry?.() ?? null;
    return entry?.isDirectory ? entry : item.getAsFile();
  });
  const files: OutgoingFile[] = [];
  for (const each of found) {
    if (each instanceof File) files.push({ file: each });
    else if (each) await collect(each, '', files);
  }
  return files.slice(0, MAX_FILES);
}

async function collect(entry: FileSystemEntry, folder: string, into: OutgoingFile[]): Promise<void> {
  if (into.length >= MAX_FILES) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ file, ...(folder && { folder }) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  // A reader gives its entries in portions, and none at the end.
  for (let portion = await read(reader); portion.length > 0; portion = await read(reader)) {
    for (const each of portion) await collect(each, path, into);
  }
}

const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
