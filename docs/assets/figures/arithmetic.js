// tinynet's arithmetic, in the same order of operations. Licence: MIT-0.

export const sigmoid = (x) => 1 / (1 + Math.exp(-x));
export const sigmoidGradient = (output) => output * (1 - output);
export const weightedSum = (inputs, weights) =>
  inputs.reduce((sum, input, i) => sum + input * weights[i], 0);
export const think = (inputs, weights) => sigmoid(weightedSum(inputs, weights));
export const squaredError = (targets, outputs) =>
  targets.reduce((sum, target, row) => sum + (target - outputs[row]) ** 2, 0) / 2;

// Minus the slope of the squared error, for each weight.
export function errorWeightedDerivative(inputs, targets, weights) {
  const outputs = inputs.map((row) => think(row, weights));
  const delta = outputs.map((y, row) => (targets[row] - y) * sigmoidGradient(y));
  return weights.map((_, i) => inputs.reduce((sum, x, row) => sum + x[i] * delta[row], 0));
}

export function trainOnce(inputs, targets, weights, rate = 1) {
  const change = errorWeightedDerivative(inputs, targets, weights);
  return weights.map((weight, i) => weight + rate * change[i]);
}

// A layer is its weights, a row for each input, and its biases.
export function forward(layers, inputs) {
  const activations = [inputs];
  for (const [weights, bias] of layers) {
    const last = activations.at(-1);
    activations.push(
      bias.map((b, j) => sigmoid(last.reduce((sum, x, i) => sum + x * weights[i][j], 0) + b))
    );
  }
  return activations;
}

export function backward(layers, activations, delta) {
  const deltas = [delta];
  for (let n = layers.length - 1; n > 0; n--) {
    deltas.unshift(
      activations[n].map((y, i) => weightedSum(deltas[0], layers[n][0][i]) * sigmoidGradient(y))
    );
  }
  return deltas;
}
