/**
 * EfficientNet-Lite's layers, after M. Tan and Q. Le, "EfficientNet: Rethinking Model Scaling for
 * Convolutional Neural Networks" (2019), and the authors' efficientnet_lite_builder.py: without squeeze and
 * excitation, ReLU6 for swish, stem and head of the same width in all sizes.
 */
export interface Architecture {
  readonly title: string;
  /** The side in pixels of the square input. */
  readonly input: number;
  readonly blocks: readonly Block[];
}

/** An inverted bottleneck: expansion 1×1, depthwise convolution, projection 1×1. */
export interface Block {
  readonly kernel: number;
  readonly stride: number;
  /** Channels after the expansion, in multiples of those before it. 1 means that there is none. */
  readonly expansion: number;
  readonly outputs: number;
}

export const STEM_CHANNELS = 32;
export const HEAD_CHANNELS = 1280;

interface Stage extends Block {
  readonly repeats: number;
}

/** The stages of Lite0, which the others widen and deepen. */
const STAGES: readonly Stage[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, outputs: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, outputs: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, outputs: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, outputs: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, outputs: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, outputs: 192 },
  { repeats: 1, kernel: 3, stride: 1, expansion: 6, outputs: 320 },
];

export const ARCHITECTURES: readonly Architecture[] = [
  scaled('EfficientNet-Lite0', 224, 1, 1),
  scaled('EfficientNet-Lite1', 240, 1, 1.1),
  scaled('EfficientNet-Lite2', 260, 1.1, 1.2),
];

function scaled(title: string, input: number, width: number, depth: number): Architecture {
  const blocks = STAGES.flatMap((stage, index) => {
    // The first and the last stage are not deepened.
    const inner = index > 0 && index < STAGES.length - 1;
    const repeats = inner ? Math.ceil(stage.repeats * depth) : stage.repeats;
    const outputs = scaledChannels(stage.outputs * width);
    return Array.from({ length: repeats }, (_, place) => ({
      kernel: stage.kernel,
      stride: place === 0 ? stage.stride : 1,
      expansion: stage.expansion,
      outputs,
    }));
  });
  return { title, input, blocks };
}

/** The nearest multiple of 8 that is not less than nine tenths. */
function scaledChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
