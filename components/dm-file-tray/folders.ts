/** Files, those in folders included, each with the folder that it was in. */
import type { OutgoingFile } from '../../src/session/types.js';

/** What is in a folder beyond this is left out: it may be a whole disk. */
export const MAX_FILES = 200;

/** The last of those that were taken where others were left out. */
const lastOnes = new WeakSet<OutgoingFile>();

/** Some of what these came with was left out. */
export const isCut = (files: readonly OutgoingFile[]): boolean => files.some((each) => lastOnes.has(each));

/** Takes one more, or says that there is no room. */
type Take = (file: OutgoingFile) => boolean;

/** Rejects when the browser cannot read a folder. */
export async function filesIn(taken: Iterable<File | OutgoingFile | FileSystemEntry>): Promise<OutgoingFile[]> {
  const files: OutgoingFile[] = [];
  let room = MAX_FILES;
  const take: Take = (file) => {
    const last = files.at(-1);
    if (room-- > 0) files.push(file);
    else if (last) lastOnes.add(last);
    return room >= 0;
  };
  for (const each of taken) {
    // What somebody has put together already is theirs to limit: what was refused comes back whole.
    if ('file' in each && each.file instanceof File) files.push(each);
    else if (!(each instanceof File ? take(picked(each)) : await collect(each as FileSystemEntry, '', take))) break;
  }
  return files;
}

/** A folder that was picked gives its files with their path in it. */
function picked(file: File): OutgoingFile {
  const folder = file.webkitRelativePath.split('/').slice(0, -1).join('/');
  return { file, ...(folder && { folder }) };
}

/** `false` once there is no room. */
async function collect(entry: FileSystemEntry, folder: string, take: Take): Promise<boolean> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return take({ file, ...(folder && { folder }) });
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  // A reader gives its entries in portions, and none at the end.
  for (let portion = await read(reader); portion.length > 0; portion = await read(reader)) {
    for (const each of portion) if (!(await collect(each, path, take))) return false;
  }
  return true;
}

const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
