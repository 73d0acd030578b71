import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { readTable } from '#metrics/reader/reader';
import { textAt } from '#metrics/table';
import { plainBytes } from './plain.ts';

/** Labels that came after the answers, by id. */
export interface LateLabels {
  readonly byId: ReadonlyMap<string, string>;
  /** ids with two labels that differ: they have none in `byId` */
  readonly contradicting: ReadonlySet<string>;
  /** rows without an id or without a label */
  readonly empty: number;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly size: number }[];
}

/** Reads `{id, label}` rows: CSV, JSON Lines or Parquet. The same label twice is one. */
export async function readLabels(paths: readonly string[], host: Pick<Host, 'files'>): Promise<LateLabels> {
  const byId = new Map<string, string>();
  const contradicting = new Set<string>();
  const files: LateLabels['files'][number][] = [];
  let empty = 0;
  for (const path of paths) {
    const plain = plainBytes(path, host);
    const parts: Uint8Array[] = [];
    for await (const chunk of plain.chunks) parts.push(chunk);
    files.push({ path, ...plain.digest() });
    const bytes = Buffer.concat(parts);
    if (bytes.length === 0) continue;
    const table = await readTable(bytes, path.replace(/\.(gz|zst)$/, ''), new Set(['id', 'label']));
    const [ids, labels] = [table.columns.get('id'), table.columns.get('label')];
    if (ids === undefined || labels === undefined) throw nameless(path, table.names);
    for (let row = 0; row < table.rows; row++) {
      const [id, label] = [textAt(ids, row), textAt(labels, row)];
      if (id === null || label === null) empty++;
      else if (byId.has(id) && !sameLabel(byId.get(id) ?? '', label)) contradicting.add(id);
      else byId.set(id, label);
    }
  }
  for (const id of contradicting) byId.delete(id);
  return { byId, contradicting, empty, files };
}

/** 1 and 1.0 are one label; so are True and true, which CSV and JSON spell apart. */
export function sameLabel(one: string, other: string): boolean {
  if (one === other || one.toLowerCase() === other.toLowerCase()) return true;
  return one.trim() !== '' && other.trim() !== '' && Number(one) === Number(other);
}

function nameless(path: string, names: readonly string[]): Mistake {
  const lacking = ['id', 'label'].filter((name) => !names.includes(name)).join(' and ');
  const remedy = `Late labels are rows of id and label. It has: ${names.slice(0, 20).join(', ') || 'none'}.`;
  return new Mistake({ subject: path, what: `has no column ${lacking}`, remedy });
}
