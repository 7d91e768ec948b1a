/* Interactive charts: Plotly takes the place of each drawing once the page is usable. Whatever fails leaves the drawing. */
(() => {
  "use strict";
  const { bundle, bundleKind, bundleLocale, bundleStyle, figures } = document.currentScript.dataset;
  const plots = [...document.querySelectorAll(".chart-plot")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const finger = matchMedia("(pointer: coarse)").matches;
  const line = navigator.connection || {};
  const waits = bundleKind !== "basic" || line.saveData || /2g|3g/.test(line.effectiveType)
    || matchMedia("(prefers-reduced-data: reduce)").matches;
  let library, apart;

  const part = (plot, name) => plot.closest(".chart").querySelector(name);
  const read = (plot) => apart ? structuredClone(apart[plot.closest(".chart").id]) : JSON.parse(document.getElementById(plot.dataset.chart).textContent);
  const broken = (text, most) => text.match(new RegExp(`.{1,${Math.max(8, Math.floor(most))}}(?:\\s|$)|\\S+`, "g")) || [""];
  const escape = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

  function fetchPart(name, attributes) {
    return new Promise((resolve, reject) => {
      const element = document.createElement(name);
      Object.assign(element, attributes, { onload: resolve, onerror: reject });
      document.head.append(element);
    });
  }

  /* The figures of a large page are not in it: they come with the library. */
  async function fetchFigures() {
    const answer = await fetch(figures);
    if (!answer.ok || answer.redirected) throw new Error(`${figures}: ${answer.status}`);
    apart = await answer.json();
  }

  /* The library finds its own style rules in the link of this id and class, and adds none, which the CSP would refuse. */
  function fetchLibrary() {
    library ||= Promise.all([
      fetchPart("link", { id: "plotly.js-style-global", className: "no-inline-styles", rel: "stylesheet", href: bundleStyle }),
      bundleLocale && fetchPart("script", { src: bundleLocale }),
      figures && fetchFigures(),
    ]).then(() => fetchPart("script", { src: bundle })).catch((problem) => {
      library = undefined;
      document.getElementById("plotly.js-style-global")?.remove();
      throw problem;
    });
    return library;
  }

  /* The page's colours and type, which the figures leave open. */
  function dress({ data, layout }, width) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const [ink, soft, edge, surface] = ["ink", "soft", "edge", "surface"].map(colour);
    const font = { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink };
    for (const trace of data) {
      const { role, tone } = trace.meta;
      const own = role === "value" ? colour(`series-${tone}`) : role === "target" ? ink : soft;
      if (trace.type === "bar") {
        Object.assign(trace.marker, { color: own, line: { color: surface, width: 1 } });
        Object.assign(trace.marker.pattern, { fillmode: "overlay", fgcolor: surface, fgopacity: 1 });
      } else if (trace.mode === "markers") {
        const isTick = role === "target";
        Object.assign(trace.marker, { size: isTick ? 16 : 10, color: isTick ? ink : surface, line: { color: ink, width: isTick ? 3 : 1.5 } });
      } else {
        Object.assign(trace.line, { color: own, width: role === "value" ? 2.5 : 2 });
        if (trace.marker) Object.assign(trace.marker, { color: own, size: 9, line: { color: surface, width: 1.5 } });
      }
      trace.hoverlabel = { bgcolor: surface, bordercolor: own, font, align: "left" };
    }
    const room = width - layout.margin.l - layout.margin.r;
    if (layout.xaxis.type === "category") {
      const longest = Math.max(...data[0].x.flatMap((name) => name.split("<br>")).map((text) => text.length));
      layout.xaxis.nticks = Math.max(1, Math.floor(room / (longest * 7 + 14)));
    }
    layout.annotations = (layout.annotations || []).filter((note) => width >= 440 || !/roomy/.test(note.name));
    for (const note of layout.annotations) {
      const isStrong = /value|inside/.test(note.name);
      note.font = { ...font, color: /aside/.test(note.name) ? soft : ink, weight: isStrong ? 600 : 400 };
      if (/inside/.test(note.name)) Object.assign(note, { bgcolor: surface, borderpad: 1 });
    }
    for (const shape of layout.shapes || []) {
      const isGap = /gap/.test(shape.name);
      shape.line = { color: edge, width: 1, dash: isGap ? "dot" : "solid" };
      if (isGap || /track/.test(shape.name)) Object.assign(shape, { fillcolor: colour("sunken"), layer: "below" });
    }
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis/.test(key))) {
      Object.assign(layout[name], { gridcolor: colour("line"), zerolinecolor: edge, tickfont: { ...font, color: soft }, automargin: false, ticklabelstandoff: name[0] === "x" ? 4 : 6 });
    }
    const clear = "rgba(0,0,0,0)";
    Object.assign(layout, {
      font, paper_bgcolor: clear, plot_bgcolor: clear, autosize: true,
      dragmode: finger ? false : "zoom", hovermode: "closest", hoverdistance: 30,
      modebar: { bgcolor: clear, color: soft, activecolor: colour("accent") },
    });
    return { data, layout };
  }

  /* Small multiples lie where their drawings lie, however the page wraps them. */
  function lay(plot, layout) {
    const frame = plot.getBoundingClientRect(), { inset } = layout.meta;
    const across = (x) => Math.min(1, Math.max(0, (x - frame.left) / frame.width));
    const up = (y) => Math.min(1, Math.max(0, 1 - (y - frame.top) / frame.height));
    plot.parentElement.querySelectorAll(".chart-drawing").forEach((drawing, index) => {
      const box = drawing.getBoundingClientRect(), number = index ? index + 1 : "";
      layout[`xaxis${number}`].domain = [across(box.left), across(box.right)];
      layout[`yaxis${number}`].domain = [up(box.bottom - inset), up(box.top + inset)];
    });
    layout.height = frame.height;
  }

  const again = new ResizeObserver((entries) => {
    for (const { target } of entries) draw(target.querySelector(".chart-plot")).catch(console.warn);
  });

  /* The library's own translations have gaps: the page names the buttons that its charts have. */
  function settings(layout) {
    const language = document.documentElement.lang, own = globalThis.plotlyLocale;
    const words = JSON.parse(document.getElementById("chart-words").textContent);
    return {
      displaylogo: false, responsive: true, displayModeBar: layout.yaxis.fixedrange ? false : "hover",
      modeBarButtonsToRemove: ["sendChartToCloud", "toImage", "select2d", "lasso2d", "autoScale2d"],
      locale: language,
      locales: { [language]: { ...own, dictionary: { ...own?.dictionary, ...words } } },
    };
  }

  async function draw(plot) {
    const stage = plot.parentElement;
    try {
      plot.hidden = false;
      const { data, layout } = dress(read(plot), plot.clientWidth);
      if (layout.meta) {
        lay(plot, layout);
        layout.annotations = [];
        again.observe(stage);
      }
      await Plotly.react(plot, data, layout, settings(layout));
      stage.classList.add("is-interactive");
      part(plot, "[data-chart-save]").hidden = false;
    } catch (problem) {
      stage.classList.remove("is-interactive");
      plot.replaceChildren();
      plot.hidden = true;
      throw problem;
    }
  }

  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target.querySelector(".chart-plot")).catch(console.warn);
    }
  }, { rootMargin: "50%" });

  function offer(isOffered) {
    for (const plot of plots) part(plot, "[data-chart-start]").hidden = !isOffered;
  }

  async function start() {
    try {
      await fetchLibrary();
      offer(false);
      plots.forEach((plot) => near.observe(plot.parentElement));
    } catch {
      offer(true);
    }
  }

  /* The picture has what the page says around the chart: the title, and the legend where there is one. */
  async function save(plot) {
    const width = Math.max(plot.clientWidth, 640);
    const { data, layout } = dress(read(plot), width);
    if (layout.meta) lay(plot, layout);
    for (const note of layout.annotations.filter(({ name }) => /panel/.test(name))) {
      const [left, right] = layout[`xaxis${note.xref.match(/\d*/g).join("")}`].domain;
      note.text = note.text.split("<br>").flatMap((line) => broken(line, (right - left) * width / 8)).join("<br>");
      note.yshift = note.yanchor === "top" ? -layout.meta.inset : layout.meta.inset;
    }
    const figure = plot.closest(".chart");
    const title = broken(figure.querySelector("figcaption").innerText.trim(), 70).map(escape);
    const names = new Set();
    const hasLegend = figure.querySelector(".chart-legend") !== null;
    for (const trace of data) {
      trace.showlegend = hasLegend && !names.has(trace.name);
      names.add(trace.name);
    }
    const head = 20 * title.length + 20 + (hasLegend ? 32 : 0);
    Object.assign(layout, {
      width, height: layout.height + head + 16, showlegend: hasLegend,
      paper_bgcolor: getComputedStyle(figure).backgroundColor,
      margin: { ...layout.margin, l: layout.margin.l + 16, r: layout.margin.r + 16, t: layout.margin.t + head, b: layout.margin.b + 16 },
      legend: { orientation: "h", x: 0, y: 0, yref: "container", yanchor: "top" },
    });
    layout.legend.y = 1 - (20 * title.length + 16) / layout.height;
    layout.annotations.push({
      text: title.join("<br>"), showarrow: false, align: "left", font: { ...layout.font, size: 16, weight: 650 },
      xref: "paper", x: 0, xanchor: "left", xshift: 14 - layout.margin.l,
      yref: "paper", y: 1, yanchor: "top", yshift: layout.margin.t - 10,
    });
    const link = document.createElement("a");
    link.href = await Plotly.toImage({ data, layout, config: settings(layout) }, { format: "png", width, height: layout.height, scale: 2 });
    link.download = `${figure.id}.png`;
    link.click();
  }

  for (const plot of plots) {
    part(plot, "[data-chart-start]").addEventListener("click", start);
    part(plot, "[data-chart-save]").addEventListener("click", () => save(plot).catch(console.warn));
  }
  dark.addEventListener("change", () => {
    plots.filter((plot) => !plot.hidden).forEach((plot) => draw(plot).catch(console.warn));
  });
  if (waits) offer(true);
  else if (plots.length) {
    const idle = globalThis.requestIdleCallback || ((then) => setTimeout(then, 200));
    const whenIdle = () => idle(start, { timeout: 3000 });
    if (document.readyState === "complete") whenIdle();
    else addEventListener("load", whenIdle);
  }
})();
