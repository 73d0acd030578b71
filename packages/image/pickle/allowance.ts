import { Mistake } from '#kit/outcome';
import { fullName, type Global, type Value } from './value.ts';

/** NumPy's functions of numbers: what a transformation of columns is often made of. */
const OF_NUMBERS =
  /^(abs|absolute|add|arccos|arcsin|arctan2?|cbrt|ceil|clip|cos|cosh|deg2rad|divide|exp2?|expm1|floor|hypot|log|log1p|log2|log10|max|maximum|mean|median|min|minimum|mod|multiply|nan_to_num|negative|power|rad2deg|reciprocal|rint|round|sign|sin|sinh|sqrt|square|std|subtract|sum|tan|tanh|var)$/;

/** Names that harmless models of all kinds use: containers, numbers, times, and how NumPy, joblib and torch rebuild arrays. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  builtins:
    /^(set|frozenset|slice|range|complex|bytearray|bytes|int|float|str|bool|list|dict|tuple|object|Ellipsis|NotImplemented)$/,
  __builtin__:
    /^(set|frozenset|slice|xrange|complex|bytearray|bytes|int|long|float|str|unicode|bool|list|dict|tuple|object)$/,
  collections: /^(OrderedDict|defaultdict|deque|Counter)$/,
  copyreg: /^(_reconstructor|__newobj__|__newobj_ex__)$/,
  copy_reg: /^(_reconstructor|__newobj__|__newobj_ex__)$/,
  _codecs: /^encode$/,
  // it calls nothing before it is called itself, and what it would call is named too
  functools: /^partial$/,
  datetime: /^(date|datetime|time|timedelta|timezone)$/,
  decimal: /^Decimal$/,
  fractions: /^Fraction$/,
  uuid: /^(UUID|SafeUUID)$/,
  pathlib: /^(Pure)?(Posix|Windows)?Path$/,
  numpy:
    /^(dtype|ndarray|matrix|generic|number|bool_?|object_|str_|bytes_|void|datetime64|timedelta64|u?int(8|16|32|64|p|c)?|u?(byte|short|long|longlong)|float(16|32|64|96|128)|half|single|double|longdouble|complex(64|128|192|256)|c(single|double|longdouble))$/,
  'numpy.dtypes': /^[A-Z]\w*DType$/,
  'numpy.ma': /^MaskedArray$/,
  'numpy.ma.core': /^(MaskedArray|_mareconstruct)$/,
  'numpy.random._pickle': /^__(generator|bit_generator|randomstate)_ctor$/,
  'numpy.random._mt19937': /^MT19937$/,
  'numpy.random._pcg64': /^PCG64(DXSM)?$/,
  'numpy.random._philox': /^Philox$/,
  'numpy.random._sfc64': /^SFC64$/,
  'numpy.random.bit_generator': /^(SeedSequence|__pyx_unpickle_SeedSequence)$/,
  'joblib.numpy_pickle': /^NumpyArrayWrapper$/,
  torch:
    /^((Untyped|Typed|\w*[a-z])Storage|Size|device|u?int(8|16|32|64)|q?u?int(8|32)|float(16|32|64)|bfloat16|half|double|bool|complex(32|64|128)|float8_\w+|Tensor)$/,
  'torch._utils':
    /^_rebuild_(tensor|tensor_v2|tensor_v3|parameter|parameter_with_state|sparse_tensor|qtensor|meta_tensor_no_storage)$/,
  'torch.storage': /^(Untyped|Typed)Storage$/,
  'torch.nn.parameter': /^(Parameter|Buffer)$/,
  'torch.serialization': /^_get_layout$/,
};
for (const numpy of ['numpy.core', 'numpy._core']) {
  Object.assign(HARMLESS, {
    [`${numpy}.multiarray`]: /^(_reconstruct|scalar)$/,
    [`${numpy}.numeric`]: /^_frombuffer$/,
  });
}

/** Packages that run what they are given: they cannot be allowed. */
const NEVER = new Set(
  `builtins __builtin__ __main__ os posix nt ntpath posixpath sys subprocess commands pty code codeop runpy importlib imp
  pkgutil pkg_resources pip setuptools distutils ensurepip venv pickle cPickle _pickle dill cloudpickle shelve marshal ctypes
  _ctypes cffi socket socketserver ssl asyncio multiprocessing _posixsubprocess signal threading concurrent shutil tempfile
  operator _operator functools itertools types inspect webbrowser http urllib urllib2 httplib requests ftplib smtplib
  telnetlib xmlrpc timeit cProfile profile pdb bdb trace doctest unittest pydoc idlelib tkinter turtle platform sqlite3
  codecs _codecs copyreg copy_reg gc io _io fileinput glob site sitecustomize zipimport zipfile tarfile logging bz2 lzma
  resource mmap atexit faulthandler readline rlcompleter getpass ast`.split(/\s+/),
);

/** Distributions whose package has another name. */
const IMPORTED_AS: Readonly<Record<string, string>> = {
  'scikit-learn': 'sklearn',
  pytorch: 'torch',
  'imbalanced-learn': 'imblearn',
  opencv: 'cv2',
};

/** Parts of packages that are no models: tests, what they brought along from others, what fetches and builds. */
const ASIDE =
  /(^|\.)(_?tests?|_?testing|conftest|_?externals?|_?vendor(ed)?|extern|datasets|_build_utils|__main__|cli|setup|_distributor_init)(\.|$)/;

/** A class by its name, or how Cython makes objects of one. */
const CLASS = /^(_*[A-Z]\w*|__pyx_unpickle_\w+)$/;

/** Measures, which a search over parameters keeps. */
const SCORE = /^[a-z]\w*_(score|loss|error)$/;

/** Functions of scikit-learn that its models name: they compute, or make objects of its own classes. */
const FUNCTIONS: Readonly<Record<string, RegExp>> = {
  'sklearn.metrics._dist_metrics': /^newObj$/,
  'sklearn.neighbors._kd_tree': /^newObj$/,
  'sklearn.neighbors._ball_tree': /^newObj$/,
  'sklearn.feature_selection._univariate_selection': /^(f_classif|f_regression|f_oneway|r_regression|chi2)$/,
  'sklearn.utils.validation': /^check_array$/,
  'sklearn.metrics._scorer': /^_passthrough_scorer$/,
  'sklearn.metrics._classification': SCORE,
  'sklearn.metrics._ranking': SCORE,
  'sklearn.metrics._regression': SCORE,
  'sklearn.feature_selection._mutual_info': /^mutual_info_(classif|regression)$/,
};

/** What pickles may name. */
export interface Allowance {
  /** Why it may not be named, and what to write to allow it; null: it may. */
  refuses(found: Global): { readonly what: string; readonly remedy: string } | null;
  /** Why it may not be called so; null: it may. */
  refusesCall(found: Global, args: Value): string | null;
}

const REMOVE = 'Load it nowhere; find out who wrote it.';

/**
 * The names that are harmless, and those of the packages a user allows: of `sklearn` its classes, wherever in it;
 * functions and nested names only by their full name (`sklearn.linear_model._base.make_dataset`). Entries that run what
 * they are given, or are no names of packages, are mistakes.
 */
export function allowanceOf(entries: readonly string[]): Allowance {
  const problems = entries.flatMap(problemOf);
  if (problems.length > 0) throw new Mistake(problems);
  return {
    refuses: (found) => refusal(found, entries),
    refusesCall: (found, args) => {
      if (found.name !== 'encode' || found.module !== '_codecs') return null;
      const codec = args.kind === 'tuple' ? args.items[1] : undefined;
      const isLatin = codec?.kind === 'text' && codec.text === 'latin1';
      return isLatin ? null : 'calls _codecs.encode with another codec than latin1';
    },
  };
}

function problemOf(value: string) {
  const subject = 'allow-pickle';
  const known = IMPORTED_AS[value.toLowerCase()];
  if (known !== undefined || !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(value)) {
    const remedy = `Write it as Python imports it${known === undefined ? ', e.g. sklearn' : `: ${known}`}.`;
    return [{ subject, what: 'is no name of a Python package', remedy, value }];
  }
  if (!NEVER.has(rootOf(value))) return [];
  const remedy = 'Write the model in another way: without functions and modules in it.';
  return [{ subject, what: 'runs what it is given, and cannot be allowed', remedy, value }];
}

function refusal(found: Global, entries: readonly string[]): { what: string; remedy: string } | null {
  const { module, name } = found;
  const full = fullName(found);
  if (Object.hasOwn(HARMLESS, module) && HARMLESS[module]?.test(name) === true) return null;
  if (module === 'numpy' && OF_NUMBERS.test(name)) return null;
  const root = rootOf(module);
  if (NEVER.has(root))
    return { what: `names ${full}, and no model needs what ${root} can do`, remedy: REMOVE };
  if (entries.includes(full)) return null;
  const isNamed = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(full);
  const allowed = entries.some((entry) => module === entry || module.startsWith(`${entry}.`));
  const add = (entry: string) =>
    `Where you know why it is there, allow it: allow-pickle: [${[...entries, entry].join(', ')}].`;
  if (!isNamed) return { what: `names ${JSON.stringify(full)}, which is no name of Python`, remedy: REMOVE };
  if (!allowed) return { what: `names ${full}, and ${root} is not allowed`, remedy: add(root) };
  if (name.includes('.'))
    return { what: `names ${full}, which leads from one thing to another`, remedy: add(full) };
  if (ASIDE.test(module)) return { what: `names ${full}, which is no part of a model`, remedy: add(full) };
  if (CLASS.test(name) || FUNCTIONS[module]?.test(name) === true) return null;
  return { what: `names ${full}, which is no class`, remedy: add(full) };
}

function rootOf(module: string): string {
  return module.split('.')[0] ?? module;
}
