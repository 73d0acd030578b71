/**
 * Why what an untrusted run left is not judged. Each is a sentence of ours: nothing that run wrote is ever quoted, so
 * that no refusal can carry a mention, a link or a control character to where people look.
 */
const REFUSALS = {
  'no artifact': 'the run left no evaluation',
  expired: 'the evaluation that the run left has expired',
  'too large': 'its artifact is larger than is read',
  arrived: 'its artifact did not arrive as GitHub describes it',
  'no zip': 'its artifact is no zip archive, or is cut short',
  'odd zip': 'its artifact is a zip archive that two programs may read in two ways',
  zip64: 'its artifact says that it is larger than it can be (zip64)',
  'many entries': 'its artifact holds more files than an evaluation has',
  name: 'its artifact holds a file whose name is no plain relative path',
  link: 'its artifact holds a link, or something else that is no file',
  twice: 'its artifact holds two files of one name, or of names that differ by case alone',
  encrypted: 'its artifact holds an encrypted file',
  method: 'its artifact holds a file that is compressed in a way that is not known',
  headers: 'a file in its artifact says one thing in the list of the archive and another in its own header',
  overlap: 'files in its artifact lie over each other',
  inflates: 'its artifact unpacks to more than is read',
  damaged: 'a file in its artifact is not what its checksum says',
  'no predictions': 'its artifact holds no predictions.csv, the one format that is read from a fork',
  'other format': 'its predictions are in another format than CSV, the one that is read from a fork',
  'no text': 'its predictions.csv is no text in UTF-8',
  'no rows': 'its predictions.csv holds no rows',
  'long line': 'its predictions.csv has a line that is longer than is read',
  'many columns': 'its predictions.csv has more columns than are read',
  'many rows': 'its predictions.csv has more rows than are read',
  'no table': 'its predictions.csv is no table',
  columns: 'its predictions.csv lacks columns that mlops.yml of the base names, or names one strangely',
  cells: 'its predictions.csv holds cells that do not fit what mlops.yml of the base says of them',
  ids: 'its predictions.csv has rows without an id, or with the same',
  'many values': 'a column of its predictions.csv that parts the rows has more values than are read',
  'other rows': 'its rows are not those that the base was judged on',
  'other labels': 'its labels are not those that the base was judged by',
  'no rules': 'mlops.yml of the base says nothing of predictions that could be judged',
  'no base': 'the base has no mlops.yml, by which alone a fork is judged',
  'bad base': 'mlops.yml of the base cannot be read',
  'no baseline': 'what mlops.yml of the base compares with cannot be read',
} as const satisfies Record<string, string>;

export type Refusal = keyof typeof REFUSALS;

/** What an untrusted run left is not judged; the message is the reason. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  /** `detail`: more of it, in words and numbers of ours */
  constructor(refusal: Refusal, detail?: string) {
    super(detail === undefined ? REFUSALS[refusal] : `${REFUSALS[refusal]} (${detail})`);
    this.refusal = refusal;
  }
}
