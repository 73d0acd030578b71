import type { Packages } from './packages.ts';
import type { Guess } from './sight.ts';

export type LibraryName =
  | 'scikit-learn'
  | 'torch'
  | 'transformers'
  | 'xgboost'
  | 'lightgbm'
  | 'catboost'
  | 'tensorflow';

interface Library {
  readonly name: LibraryName;
  /** packages that show it is used */
  readonly packages: readonly string[];
  /** where a model of it would lie, as an example */
  readonly model: string;
}

/** The one that stands first says what the model is: transformers are trained with torch, many use scikit-learn beside. */
const LIBRARIES: readonly Library[] = [
  { name: 'transformers', packages: ['transformers'], model: 'out/model' },
  { name: 'lightgbm', packages: ['lightgbm'], model: 'out/model.txt' },
  { name: 'xgboost', packages: ['xgboost'], model: 'out/model.ubj' },
  { name: 'catboost', packages: ['catboost'], model: 'out/model.cbm' },
  { name: 'torch', packages: ['torch', 'lightning', 'pytorch-lightning'], model: 'out/model.pt' },
  { name: 'tensorflow', packages: ['tensorflow', 'keras'], model: 'out/model.keras' },
  { name: 'scikit-learn', packages: ['scikit-learn'], model: 'out/model.joblib' },
];

/** Libraries a project trains with, the telling one first. */
export function librariesOf(packages: Packages): Guess<LibraryName>[] {
  return LIBRARIES.flatMap(({ name, packages: names }) => {
    const from = names.map((one) => packages.get(one)).find((one) => one !== undefined);
    return from === undefined ? [] : [{ value: name, from }];
  });
}

/** Where a model of the library could lie. */
export function exampleModel(library: LibraryName | undefined): string {
  return LIBRARIES.find(({ name }) => name === library)?.model ?? 'out/model.bin';
}
