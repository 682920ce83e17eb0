/** Files, those in folders included, each with the folder that it was in. */
import type { OutgoingFile } from '../../src/session/types.js';

/** What is in a folder beyond this is left out: it may be a whole disk. */
const MAX_FILES = 200;

/** Rejects when the browser cannot read a folder. */
export async function filesIn(taken: Iterable<File | OutgoingFile | FileSystemEntry>): Promise<OutgoingFile[]> {
  const files: OutgoingFile[] = [];
  for (const each of taken) {
    if (each instanceof File) files.push(picked(each));
    else if ('file' in each && each.file instanceof File) files.push(each);
    else await collect(each as FileSystemEntry, '', files);
  }
  return files.slice(0, MAX_FILES);
}

/** A folder that was picked gives its files with their path in it. */
function picked(file: File): OutgoingFile {
  const folder = file.webkitRelativePath.split('/').slice(0, -1).join('/');
  return { file, ...(folder && { folder }) };
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
