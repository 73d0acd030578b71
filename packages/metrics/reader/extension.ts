/** Formats of files of rows, by extension. Nothing is loaded to know them: commands name them in their help. */
const EXTENSIONS = ['csv', 'tsv', 'jsonl', 'ndjson', 'parquet', 'npy', 'npz'] as const;
export type Extension = (typeof EXTENSIONS)[number];

/** For a person: what a file of rows is called. */
export const TABLES = `.${EXTENSIONS.join(', .')}; packed, .gz or .zst after it`;

/** Whether the name is that of a file of rows. */
export function isTable(file: string): boolean {
  return extensionOf(file) !== null;
}

/** The format that the name tells, packed or not; null: none that is known. */
export function extensionOf(file: string): Extension | null {
  const last = plainName(file).toLowerCase().split('.').at(-1);
  return EXTENSIONS.find((extension) => extension === last) ?? null;
}

/** The name without what says that it is packed. */
function plainName(file: string): string {
  return file.replace(/\.(gz|gzip|zst|zstd)$/i, '');
}
