/** Something that is not imported, or not quite the same: shown at the end and written into the file. */
export interface Note {
  /** the part of mlops.yml it is about; `file`: none */
  readonly section: 'data' | 'train' | 'evaluate' | 'file';
  readonly subject: string;
  readonly text: string;
}
