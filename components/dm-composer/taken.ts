/** What a drop or the clipboard holds, taken before it is gone. Folders are opened later, by code that is loaded then. */

/** Must be called while the event is being handled: afterwards the list is empty. */
export const takenFrom = (data: DataTransfer | null): readonly (File | FileSystemEntry)[] =>
  [...(data?.items ?? [])]
    .filter(({ kind }) => kind === 'file')
    .map((item) => {
      // An entry only for folders: WebKit gives one for what was pasted, too, and then says that its path does not exist.
      const entry = item.webkitGetAsEntry?.() ?? null;
      return entry?.isDirectory ? entry : item.getAsFile();
    })
    .filter((each) => each !== null);
