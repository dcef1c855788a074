import type { NodeJson } from '../../../model/graph-model-file.js';
import { toBfloat16Constant } from './bfloat16.js';
import { nodeOf } from './endpoints.js';
import { rewriteGraph } from './rewrites/index.js';
import type { ConstantValue } from './saved-model.js';
import type { WrappedGraph } from './wrap-graph.js';

const CONVOLUTIONS = new Set(['Conv2D', 'DepthwiseConv2dNative']);

/** Ops that stay in bfloat16 after a convolution. What sums many values up, as a mean does, is not here. */
const FOLLOWERS = new Set([
  ...['BiasAdd', 'Relu', 'Relu6', 'MaxPool', 'ConcatV2', 'AddV2', 'Pad', 'Identity'],
]);

/** Ops whose last input is not of the type of the others. */
const WITH_INTEGERS = new Set(['ConcatV2', 'Pad']);

const FLOATS: readonly unknown[] = ['DT_FLOAT', 1];

/**
 * Runs a graph's convolutions, and what follows them directly, in bfloat16: their weights become bfloat16,
 * and casts are put where the type changes. What is fused is taken apart before, as the fused convolution
 * does not take bfloat16. Inputs and outputs stay what they are.
 */
export function toBfloat16({ nodes, constants, endpoints }: WrappedGraph): WrappedGraph {
  const own = rewriteGraph(nodes, constants);
  const rewriter = new Rewriter(own.nodes, new Map([...constants, ...own.constants]));
  const rewritten = own.nodes.map((node) => rewriter.rewrite(node));
  const outputs = Object.fromEntries(
    Object.entries(endpoints.outputs).map(([name, node]) => [name, rewriter.asFloat32(node)]),
  ) as typeof endpoints.outputs;
  return {
    nodes: withoutUnusedConstants([...rewritten, ...rewriter.added]),
    constants: rewriter.constants,
    endpoints: { ...endpoints, outputs },
  };
}

/** The float32 weights that bfloat16 ones replace. */
function withoutUnusedConstants(nodes: readonly NodeJson[]): NodeJson[] {
  const used = new Set(nodes.flatMap(({ input }) => input.map(nodeOf)));
  return nodes.filter(({ name, op }) => op !== 'Const' || used.has(name));
}

class Rewriter {
  readonly added: NodeJson[] = [];
  readonly constants: Map<string, ConstantValue>;
  /** Nodes whose result is bfloat16. */
  private readonly region: ReadonlySet<string>;

  constructor(nodes: readonly NodeJson[], constants: ReadonlyMap<string, ConstantValue>) {
    this.constants = new Map(constants);
    this.region = findRegion(nodes, constants);
  }

  rewrite(node: NodeJson): NodeJson {
    if (!this.region.has(node.name))
      return { ...node, input: node.input.map((input) => this.asFloat32(input)) };
    const typed = typedInputs(node);
    const input = [
      ...typed.map((name) => this.asBfloat16(name)),
      ...node.input.slice(typed.length),
    ];
    return { ...node, input, attr: { ...node.attr, T: { type: 'DT_BFLOAT16' } } };
  }

  asFloat32(input: string): string {
    if (isControl(input) || !this.region.has(nodeOf(input))) return input;
    return this.cast(input, 'DT_BFLOAT16', 'DT_FLOAT');
  }

  private asBfloat16(input: string): string {
    const name = nodeOf(input);
    if (this.region.has(name)) return input;
    const constant = this.constants.get(name);
    if (constant === undefined) return this.cast(input, 'DT_FLOAT', 'DT_BFLOAT16');
    return this.add(`${name}/bfloat16`, 'Const', [], { dtype: { type: 'DT_BFLOAT16' } }, () => {
      this.constants.set(`${name}/bfloat16`, toBfloat16Constant(constant));
    });
  }

  private cast(input: string, from: string, to: string): string {
    const attr = { SrcT: { type: from }, DstT: { type: to } };
    return this.add(`${input.replace(':', '_')}/cast_${to}`, 'Cast', [input], attr);
  }

  /** Adds a node once. */
  private add(
    name: string,
    op: string,
    input: string[],
    attr: NodeJson['attr'],
    onAdd?: () => void,
  ): string {
    if (this.added.some((node) => node.name === name)) return name;
    this.added.push({ name, op, input, attr });
    onAdd?.();
    return name;
  }
}

/** The convolutions, and the followers all of whose inputs are of the region or constants. */
function findRegion(
  nodes: readonly NodeJson[],
  constants: ReadonlyMap<string, ConstantValue>,
): ReadonlySet<string> {
  const floats = nodes.filter(({ attr }) => FLOATS.includes(attr['T']?.type));
  const region = new Set(floats.filter(({ op }) => CONVOLUTIONS.has(op)).map(({ name }) => name));
  const followers = floats.filter(({ op }) => FOLLOWERS.has(op));
  for (let before = -1; before !== region.size;) {
    before = region.size;
    for (const node of followers) {
      const names = typedInputs(node).map(nodeOf);
      const joins = names.every((name) => region.has(name) || constants.has(name));
      if (joins && names.some((name) => region.has(name))) region.add(node.name);
    }
  }
  return region;
}

/** The inputs of type T. */
function typedInputs({ op, input }: NodeJson): string[] {
  const data = input.filter((name) => !isControl(name));
  return WITH_INTEGERS.has(op) ? data.slice(0, -1) : data;
}

function isControl(input: string): boolean {
  return input.startsWith('^');
}
