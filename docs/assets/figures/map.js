// A map in a chart: for each level, where f(x, y) is above it. Licence: MIT-0.

import { shape } from "./drawing.js";

export function bands(plot, f, levels, [across, down] = [151, 106]) {
  const [left, top, w, h] = plot.inside.getAttribute("viewBox").split(" ").map(Number);
  const [dx, dy] = [w / across, h / down];
  const paths = levels.map(() => "");
  for (let row = 0; row < down; row++) {
    const heights = Array.from({ length: across }, (_, i) =>
      f(...plot.back(left + (i + 0.5) * dx, top + (row + 0.5) * dy)));
    levels.forEach((level, n) => {
      for (let i = 0; i < across; i++) {
        const from = i;
        while (i < across && heights[i] > level) i++;
        if (i > from) paths[n] += `M${left + from * dx} ${top + row * dy}h${(i - from) * dx}v${dy}h${(from - i) * dx}`;
      }
    });
  }
  return paths.map((d) => shape("path", { d, class: "band" }));
}
