"""Writes metrics files with the tools that write them, and prints what those tools themselves read in them."""

import json
import os
import sys

root = sys.argv[1]
os.environ.update(DVC_NO_ANALYTICS='1', DVCLIVE_LOGLEVEL='ERROR', HF_HUB_OFFLINE='1', TRANSFORMERS_VERBOSITY='error')
told = {}


def at(*names):
    path = os.path.join(root, *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def classification_report():
    from sklearn.metrics import (accuracy_score, classification_report, f1_score, precision_score,
                                 recall_score)

    true = ['cat', 'cat', 'dog', 'dog', 'dog', 'a.b c', 'a.b c', 'cat', 'dog', 'cat']
    said = ['cat', 'dog', 'dog', 'dog', 'cat', 'a.b c', 'cat', 'cat', 'dog', 'a.b c']
    report = classification_report(true, said, output_dict=True)
    with open(at('report.json'), 'w') as file:
        json.dump(report, file)
    recalls = recall_score(true, said, average=None, labels=['cat', 'a.b c'])
    told['report.json'] = {
        'accuracy': accuracy_score(true, said),
        'precision_macro': precision_score(true, said, average='macro'),
        'recall_weighted': recall_score(true, said, average='weighted'),
        'f1_macro': f1_score(true, said, average='macro'),
        'class.cat.recall': recalls[0],
        'class.a_b_c.recall': recalls[1],
        'class.cat.support': 4,
    }


def trainer_method(name):
    """A method of Trainer whose module needs PyTorch, which it does not itself: taken out of the installed source."""
    import ast
    import importlib.util

    package = importlib.util.find_spec('transformers').submodule_search_locations[0]
    with open(os.path.join(package, 'trainer_pt_utils.py')) as file:
        tree = ast.parse(file.read())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    scope = {'os': os, 'json': json}
    exec(compile(tree, 'trainer_pt_utils.py', 'exec'), scope)
    return scope[name]


def hugging_face():
    from types import SimpleNamespace

    from transformers.trainer_callback import TrainerState
    from transformers.trainer_utils import speed_metrics

    save_metrics = trainer_method('save_metrics')

    folder = os.path.dirname(at('hf', 'all_results.json'))
    trainer = SimpleNamespace(is_world_process_zero=lambda: True, args=SimpleNamespace(output_dir=folder))
    import time

    evaluation = {'eval_loss': 0.4375, 'eval_accuracy': 0.8125, 'epoch': 3.0, 'eval_samples': 872}
    evaluation.update(speed_metrics('eval', time.time() - 2, num_samples=872))
    save_metrics(trainer, 'eval', evaluation)
    save_metrics(trainer, 'train', {'train_loss': 0.25, 'train_samples': 3668, 'epoch': 3.0})
    told['hf/all_results.json'] = {**evaluation, 'train_loss': 0.25, 'train_samples': 3668}
    state = TrainerState(best_metric=0.375, best_global_step=20, global_step=30, epoch=3.0)
    for step, loss, held in ((10, 1.5, 0.5), (20, 0.75, 0.375), (30, 0.25, 0.4375)):
        state.log_history.append({'loss': loss, 'learning_rate': 1e-5, 'epoch': step / 10, 'step': step})
        state.log_history.append({'eval_loss': held, 'eval_f1': 0.8 + step / 1000, 'epoch': step / 10, 'step': step})
    state.log_history.append({'grad_norm': float('nan'), 'epoch': 3.0, 'step': 30})
    state.save_to_json(at('hf', 'trainer_state.json'))


def dvclive():
    from dvclive import Live

    os.makedirs(os.path.join(root, 'live'), exist_ok=True)
    with Live(os.path.join(root, 'live'), save_dvc_exp=False, dvcyaml=None) as live:
        for loss, accuracy in ((1.0, 0.5), (0.25, 0.75), (0.5, 0.625)):
            live.log_metric('train/loss', loss)
            live.log_metric('acc', accuracy)
            live.next_step()
        live.summary['final'] = float('nan')


def tensorboard():
    import tensorboardX
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
    from tensorboard.plugins.scalar import metadata
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util import tensor_util
    import numpy

    with tensorboardX.SummaryWriter(at('runs', 'x', '')) as writer:
        for step, loss in enumerate((1.0, 0.1, 0.3)):
            writer.add_scalar('Loss/train', loss, step)
        writer.add_scalar('grad', float('inf'), 1)
        writer.add_histogram('weights', numpy.arange(10), 1)
        writer.add_text('note', 'hello', 1)
    kinds = {'float': numpy.float32, 'double': numpy.float64, 'half': numpy.float16, 'int64': numpy.int64}
    writer = EventFileWriter(at('runs', 'tf2', ''))
    for name, kind in kinds.items():
        for step, value in ((2, 0.7), (1, 3.0)):
            tensor = tensor_util.make_tensor_proto(kind(value))
            summary = summary_pb2.Summary()
            summary.value.add(tag=name, tensor=tensor, metadata=metadata.create_summary_metadata('', ''))
            writer.add_event(event_pb2.Event(step=step, wall_time=step, summary=summary))
    for name, dtype, field in (('content', types_pb2.DT_DOUBLE, None), ('floats', types_pb2.DT_FLOAT, 'float_val')):
        shape = tensor_util.make_tensor_proto(0.0).tensor_shape
        tensor = tensor_pb2.TensorProto(dtype=dtype, tensor_shape=shape)
        if field is None:
            tensor.tensor_content = numpy.float64(0.1).tobytes()
        else:
            tensor.float_val.append(0.1)
        summary = summary_pb2.Summary()
        summary.value.add(tag=name, tensor=tensor, metadata=metadata.create_summary_metadata('', ''))
        writer.add_event(event_pb2.Event(step=7, wall_time=7, summary=summary))
    writer.close()

    def of(run):
        found = {}
        accumulator = EventAccumulator(os.path.join(root, 'runs', run), size_guidance={'tensors': 0, 'scalars': 0})
        accumulator.Reload()
        for tag in accumulator.Tags()['scalars']:
            found[tag] = [[event.step, event.value] for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()['tensors']:
            events = accumulator.Tensors(tag)
            arrays = [[event.step, tensor_util.make_ndarray(event.tensor_proto)] for event in events]
            if all(array.shape == () and array.dtype.kind in 'fi' for _, array in arrays):
                found[tag] = [[step, float(array)] for step, array in arrays]
        return found

    told['runs'] = {run: of(run) for run in ('x', 'tf2')}


def models():
    import numpy
    from onnx import TensorProto, helper, numpy_helper, save
    from safetensors.numpy import save_file

    arrays = {'w': numpy.zeros((300, 70), numpy.float32), 'b': numpy.zeros(70, numpy.float16), 's': numpy.zeros((), numpy.float32)}
    save_file(arrays, at('model.safetensors'), metadata={'format': 'np'})
    save_file({'w': arrays['w']}, at('sharded', 'model-00001-of-00002.safetensors'))
    save_file({'b': arrays['b']}, at('sharded', 'model-00002-of-00002.safetensors'))
    index = {'metadata': {'total_size': 0}, 'weight_map': {'w': 'model-00001-of-00002.safetensors', 'b': 'model-00002-of-00002.safetensors'}}
    with open(at('sharded', 'model.safetensors.index.json'), 'w') as file:
        json.dump(index, file)
    tensors = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    tensors.append(helper.make_tensor('f', TensorProto.FLOAT, [2, 3], [0.5] * 6))
    graph = helper.make_graph(
        [helper.make_node('MatMul', ['x', 'w'], ['y'])],
        'g',
        [helper.make_tensor_value_info('x', TensorProto.FLOAT, [1, 300])],
        [helper.make_tensor_value_info('y', TensorProto.FLOAT, [1, 70])],
        initializer=tensors,
    )
    save(helper.make_model(graph), at('model.onnx'))
    held = [int(numpy.prod(tensor.dims)) for tensor in graph.initializer]
    told['parameters'] = {'model.safetensors': sum(a.size for a in arrays.values()), 'model.onnx': sum(held), 'sharded': 300 * 70 + 70}


def percentiles():
    import numpy

    latencies = numpy.random.default_rng(4).gamma(2, 0.01, 237)
    with open(at('latencies.txt'), 'w') as file:
        file.writelines(f'{value}\n' for value in latencies)
    told['latencies.txt'] = {f'latency.p{p}': numpy.percentile(latencies, p) for p in (50, 95, 99)}
    told['latencies.txt'].update({'latency.mean': latencies.mean(), 'throughput': 237 / latencies.sum()})


for write in (classification_report, hugging_face, dvclive, tensorboard, models, percentiles):
    write()
print(json.dumps(told))
