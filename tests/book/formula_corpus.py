"""Formulas of the kinds that this book writes, with the tables of symbols they need."""

CORPUS = {
    "a neuron": (
        r"""| $x_i$ | inputs | inputs |
| $w_i$ | weights | weights |
| $n$ | len(weights) | how many |
| $z$ | weighted_sum(inputs, weights) | weighted sum |
| $\sigma(z)$ | sigmoid(z) | sigmoid |
| $\sigma'(z)$ | sigmoid_gradient(y) | slope |
| $y$ | think(inputs, weights) | output |
| $t$ | targets | target |""",
        [
            r"z = \sum_i w_i x_i",
            r"z = \sum_{i=1}^{n} w_i x_i",
            r"z = w_1 x_1 + w_2 x_2 + w_3 x_3",
            r"z = w_1x_1 + w_2x_2 + \dots + w_nx_n",
            r"z = w \cdot x = w^\top x",
            r"\sigma(z) = \frac{1}{1 + e^{-z}}",
            r"\sigma(z) = \frac{e^z}{e^z + 1} = \frac12 \left(1 + \tanh\frac{z}{2}\right)",
            r"y = \sigma\Bigl(\sum_i w_i x_i\Bigr) = \frac{1}{1 + e^{-\sum_i w_i x_i}}",
            r"y = \sigma(z)",
            r"\sigma(-z) = 1 - \sigma(z)",
            r"\sigma(z) + \sigma(-z) = 1",
            r"0 < \sigma(z) < 1",
            r"z = \ln\frac{y}{1 - y} = \ln y - \ln(1 - y)",
            r"\sigma(6) \approx 0.9975",
            r"\sigma(\ln 99) = 0.99",
            r"\sigma(0) = \tfrac12",
            r"\ln 99 \approx 4.5951",
            r"z > 0 \quad\text{if } y > \tfrac12",
            r"\sigma'(z) = \sigma(z) \, (1 - \sigma(z))",
            r"\sigma'(z) = y \, (1 - y) \qquad\text{with } y = \sigma(z)",
            r"\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}",
            r"e^{-z} = \frac{1}{y} - 1 = \frac{1 - y}{y}",
            r"\sigma'(z) = y^2 \cdot \frac{1 - y}{y} = y\,(1 - y)",
            r"0 < \sigma'(z) \le \tfrac14",
            r"\sigma'(2) \approx 0.104994",
            r"\frac{d}{dz}\frac{1}{1 + e^{-z}} = \frac{e^{-z}}{(1 + e^{-z})^2}",
            r"\frac{d\sigma}{dz} = \sigma(z) - \sigma(z)^2",
            r"\frac{d}{dz} e^{-z} = -e^{-z}",
            r"\sigma''(z) = \sigma'(z) \, (1 - 2\sigma(z)) = \frac{d^2\sigma}{dz^2}",
            r"\sigma'(z) = \lim_{h \to 0} \frac{\sigma(z + h) - \sigma(z)}{h}",
            r"\frac{\sigma(z + h) - \sigma(z - h)}{2h} \to \sigma'(z) \quad\text{as } h \to 0",
            r"\sigma(z) \to 1 \quad\text{as } z \to \infty",
            r"\sigma'(\pm 1.7627) \approx 0.12500",
            r"\frac{\partial z}{\partial w_i} = x_i",
            r"\frac{dy}{dz} = y\,(1 - y)",
            r"\frac{\partial y}{\partial w_i} = \frac{dy}{dz}\,\frac{\partial z}{\partial w_i} = y\,(1 - y)\,x_i",
            r"\nabla_w y = y\,(1 - y)\,x",
            r"\bigl|t - y\bigr| \le |t| + y",
            r"0.25^{10} \approx 9.5 \cdot 10^{-7}",
            r"\frac{10\,000}{4} = 2\,500",
            r"25\,\% \cdot 4 = 1",
            r"\log_{10} 10\,000 = 4",
            r"\sqrt{(t - y)^2} = |t - y|",
            r"\sum_{i=1}^{3} i = 6",
            r"\prod_{i=1}^{4} i = 24",
            r"""\begin{aligned}
\sigma'(z) &= \frac{e^{-z}}{(1 + e^{-z})^2} \\
           &= y^2 \cdot \frac{1 - y}{y} \\
           &= y \, (1 - y)
\end{aligned}""",
            r"|z| = \begin{cases} z & \text{if } z \ge 0 \\ -z & \text{otherwise} \end{cases}",
        ],
    ),
    "learning": (
        r"""| $x_i$ | inputs | inputs |
| $w_i$ | weights | weights |
| $z$ | weighted_sum(inputs, weights) | weighted sum |
| $y$ | output = think(inputs, weights) | output |
| $\sigma(z)$ | sigmoid(z) | sigmoid |
| $t$ | targets | target, $0 < t < 1$ |
| $t - y$ | error = targets - output | the error |
| $E$ | ((targets - output) ** 2).sum() / 2 | how wrong |
| $C$ | -(targets * np.log(output) + (1 - targets) * np.log(1 - output)).sum() | cross-entropy |
| $\Delta w_i$ | error_weighted_derivative(inputs, error, output) | adjustment |
| $\eta$ | rate | learning rate, $\eta > 0$ |
| $w_i \leftarrow$ | train(inputs, targets, weights, iterations=1, rate=rate) | a step |""",
        [
            r"E = \frac12 \sum (t - y)^2",
            r"\Delta w_i = -\frac{\partial E}{\partial w_i} = \sum (t - y) \, x_i \, y \, (1 - y)",
            r"w_i \leftarrow w_i + \eta \, \Delta w_i",
            r"w_i \leftarrow w_i - \eta \, \frac{\partial E}{\partial w_i}",
            r"\frac{\partial E}{\partial y} = -(t - y)",
            r"\frac{\partial E}{\partial w_i} = \sum \frac{\partial E}{\partial y} \, \frac{dy}{dz} \, x_i",
            r"\nabla E = -\Delta w",
            r"y = \sigma(z)",
            r"C = -\sum \bigl[ t \ln y + (1 - t) \ln(1 - y) \bigr]",
            r"-\frac{\partial C}{\partial w_i} = \sum (t - y) \, x_i",
            r"E \ge 0",
            r"E < C",
            r"E + C > E",
        ],
    ),
    "examples counted": (
        r"""| $x_i^{(n)}$ | inputs | inputs of example $n$ |
| $w_i$ | weights | weights |
| $y^{(n)}$ | output = think(inputs, weights) | output |
| $t^{(n)}$ | targets | target |
| $N$ | len(inputs) | how many examples |
| $E$ | ((targets - output) ** 2).sum() / 2 | how wrong |
| $\Delta w_i$ | error_weighted_derivative(inputs, targets - output, output) | adjustment |
| $\sigma(s)$ | sigmoid(s) | sigmoid |""",
        [
            r"E = \frac12 \sum_n \bigl(t^{(n)} - y^{(n)}\bigr)^2",
            r"E = \frac12 \sum_{n=1}^{N} \bigl(t^{(n)} - y^{(n)}\bigr)^2",
            r"\Delta w_i = \sum_n \bigl(t^{(n)} - y^{(n)}\bigr) \, x_i^{(n)} \, y^{(n)} \bigl(1 - y^{(n)}\bigr)",
            r"\frac{\partial E}{\partial w_i} = -\Delta w_i",
            r"y^{(n)} = \sigma\Bigl(\sum_i w_i x_i^{(n)}\Bigr)",
            r"y = \sigma\Bigl(\sum_i w_i x_i\Bigr)",
            r"\sum_n \sum_i w_i x_i^{(n)} = \sum_i w_i \sum_n x_i^{(n)}",
        ],
    ),
    "two layers": (
        r"""| $X$ | inputs | $m \times n$ |
| $W_1$ | first | $n \times k$ |
| $W_2$ | second | $k \times 1$ |
| $t$ | targets | $m \times 1$ |
| $h$ | hidden = think(inputs, first) | hidden |
| $\hat y$ | output = think(hidden, second) | output |
| $\sigma(s)$ | sigmoid(s) | sigmoid |
| $E$ | ((targets - output) ** 2).sum() / 2 | how wrong |
| $\delta_2$ | blame = (targets - output) * sigmoid_gradient(output) | blame |
| $\delta_1$ | (blame @ second.T) * sigmoid_gradient(hidden) | blame before |
| $\Delta W_1$ | inputs.T @ ((blame @ second.T) * sigmoid_gradient(hidden)) | adjustment |
| $\Delta W_2$ | error_weighted_derivative(hidden, targets - output, output) | adjustment |""",
        [
            r"h = \sigma(X W_1)",
            r"\hat y = \sigma(h W_2)",
            r"\delta_2 = (t - \hat y) \odot \hat y \odot (1 - \hat y)",
            r"\delta_1 = (\delta_2 W_2^\top) \circ h \circ (1 - h)",
            r"\Delta W_2 = h^\top \delta_2",
            r"\Delta W_1 = X^\top \delta_1 = -\nabla_{W_1} E",
            r"\Delta W_2 = -\frac{\partial E}{\partial W_2}",
            r"E = \tfrac12 \lVert t - \hat y \rVert^2",
            r"E = \frac12 (t - \hat y)^\top (t - \hat y)",
            r"(4 \times 3) \cdot (3 \times 1) = (4 \times 1)",
        ],
    ),
    "data and constants": (
        r"""| $X$ | MILO.inputs | inputs |
| $t_n$ | MILO.targets | targets |
| $x_{nk}$ | MILO.inputs | inputs |
| $w_k$ | w = train(*MILO, starting_weights((3, 1)), iterations=1000) | weights |
| $\theta$ | -w[2] | threshold |
| $y_n$ | think(MILO.inputs, w) | outputs |
| $\sigma(s)$ | sigmoid(s) | sigmoid |
| $u$ | u | any number |
| $a$ | a | any number, $a > 0$ |
| $b$ | b | any number, $0 < b < 1$ |""",
        [
            r"X = \begin{bmatrix} 0 & 0 & 1 \\ 1 & 1 & 1 \\ 1 & 0 & 1 \\ 0 & 1 & 1 \end{bmatrix}",
            r"(t_1, t_2, t_3, t_4) = (0, 1, 1, 0)",
            r"t = \begin{bmatrix} 0 & 1 & 1 & 0 \end{bmatrix}^\top",
            r"w_1 \approx 7.2628",
            r"(w_1, w_2, w_3) \approx (7.263, -0.216, -3.417)",
            r"y_n = \sigma(w_1 x_{n1} + w_2 x_{n2} - \theta)",
            r"\theta = -w_3",
            r"\frac14 \sum_n |t_n - y_n| \approx 0.0261",
            r"x_{n3} = 1",
            r"t_n = x_{n1}",
            r"\ln\frac{5 \cdot 10\,000}{3} \approx 9.721",
            r"-\tfrac12\ln\tfrac32 \approx -0.203",
            r"-\tfrac12 \ln\frac{10 \cdot 10^4}{9} \approx -4.658",
            r"3u^2 + u - 2 = (3u - 2)(u + 1)",
            r"3u^2 + u - 2 = 0 \quad\text{for } u = \tfrac23",
            r"\frac{0.7826}{\sqrt{10\,000}} \approx 0.0078",
            r"2 \ln 4 \approx 2.7726",
            r"\ln(a^2) = 2 \ln a",
            r"\frac{\ln a}{\ln 2} = \log_2 a",
            r"\sqrt{a} \cdot \sqrt{a} = a",
            r"b^2 < b < \sqrt{b}",
            r"b \, (1 - b) \le \frac14",
            r"\max(u, 0) = \frac{u + |u|}{2}",
            r"\frac{a^2 - 1}{a - 1} = a + 1",
            r"e^{u + a} = e^u e^a",
            r"x_{nk} \in \{0, 1\}",
            r"y_n \in (0, 1)",
            r"t_n \ne y_n",
            r"(\sin u)^2 + (\cos u)^2 = 1",
            r"\sqrt[3]{8} = 2",
        ],
    ),
    "the slope, in four lines": (
        r"""| $x_i$ | inputs | inputs |
| $w_i$ | weights | weights |
| $z$ | weighted_sum(inputs, weights) | the weighted sum |
| $\sigma(z)$ | sigmoid(z) | the sigmoid |
| $y$ | output = sigmoid(z) | the output for this weighted sum |
| $\sigma'(z)$ | sigmoid_gradient(output) | the slope of the sigmoid at $z$ |
| $h$ | run | a run, tiny or not |
| $y_h$ | sigmoid(z + run) | the output at the end of the run |""",
        [
            r"e^{-z} \, y = 1 - y",
            r"y_h - y = y_h \, y \, \bigl(e^{-z} - e^{-(z + h)}\bigr)",
            r"y_h - y = y_h \, (1 - y) \, \bigl(1 - e^{-h}\bigr)",
            r"\frac{y_h - y}{h} = y_h \, (1 - y) \, \frac{1 - e^{-h}}{h}",
            r"\frac{1 - e^{-h}}{h} \to 1 \quad\text{as } h \to 0",
            r"\sigma'(z) = \lim_{h \to 0} \frac{y_h - y}{h}",
            r"y\,(1 - y) = \tfrac18 \quad\text{for } y = \frac12 \pm \frac{1}{\sqrt8}",
            r"y = 0.99 \quad\text{if } z = \ln 99",
        ],
    ),
    "correlation": (
        r"""| $x_n$ | x | a column of inputs |
| $t_n$ | t | the targets |
| $\bar x$ | x.mean() | the average of that column |
| $\bar t$ | t.mean() | the average of the targets |
| $r$ | np.corrcoef(x.T, t.T)[0, 1] | their correlation |
| $N$ | len(x) | how many examples |""",
        [
            r"\bar x = \frac1N \sum_n x_n",
            r"\sum_n (x_n - \bar x) = 0",
            r"r = \frac{\sum_n (x_n - \bar x)(t_n - \bar t)}{\sqrt{\sum_n (x_n - \bar x)^2 \, \sum_n (t_n - \bar t)^2}}",
            r"-1 \le r \le 1",
        ],
    ),
    "is the calculus right": (
        r"""| $x_i$ | inputs | inputs |
| $w_i$ | weights | weights |
| $t$ | targets | targets |
| $u_i$ | direction | a direction |
| $E(w)$ | ((targets - think(inputs, weights)) ** 2).sum() / 2 | how wrong |
| $\Delta w_i$ | error_weighted_derivative(inputs, targets - think(inputs, weights), think(inputs, weights)) | adjustment |""",
        [
            r"\nabla E \cdot u = \lim_{h \to 0} \frac{E(w + h u) - E(w - h u)}{2h}",
            r"\frac{E(w + h u) - E(w)}{h} \approx \sum_i u_i \frac{\partial E}{\partial w_i} \quad\text{as } h \to 0",
            r"\Delta w_i = -\frac{\partial E}{\partial w_i}",
            r"\frac{\partial E(w)}{\partial w_1} = -\Delta w_1",
            r"E(w) \ge 0",
        ],
    ),
    "learning faster": (
        r"""| $v$ | speed | the speed |
| $m$ | mean | the mean of the slopes |
| $g$ | slope | the slope |
| $\mu$ | keep | what is kept, $0 < \mu < 1$ |
| $\beta_1$ | keep_mean | what is kept of the mean, $0 < \beta_1 < 1$ |
| $\eta$ | rate | rate, $\eta > 0$ |
| $w$ | weight | a weight |
| $v \leftarrow$ | keep * speed - rate * slope | a step |
| $m \leftarrow$ | keep_mean * mean + (1 - keep_mean) * slope | a step |
| $w \leftarrow$ | weight + speed | a step |
| $\hat m$ | mean / (1 - keep_mean) | corrected mean |""",
        [
            r"v \leftarrow \mu v - \eta g",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) \, g",
            r"w \leftarrow w + v",
            r"\hat m = \frac{m}{1 - \beta_1}",
            r"0 < \mu^2 < \mu",
        ],
    ),
}
