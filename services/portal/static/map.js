// Draws the map from the data block of the page; every figure and colour was decided by the server.

const EMPTY = "#eceff2";
const INK = "#1c2b3a";
const FONT = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const fetched = new Map();

const outlines = (address) => {
  if (!fetched.has(address)) {
    fetched.set(address, fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return answer.json();
    }).catch((error) => { fetched.delete(address); throw error; }));
  }
  return fetched.get(address);
};

const within = (all, prefix) => ({
  type: "FeatureCollection",
  features: all.features
    .filter(({ properties }) => properties.code.startsWith(prefix))
    .map((feature) => ({
      ...feature,
      properties: { ...feature.properties, cp: feature.properties.centroid },
    })),
});

const rings = ({ features }) => features.flatMap(({ geometry }) =>
  (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates)
    .flatMap((polygon) => polygon.map((coords) => ({ coords }))));

const borders = (shapes, color, width) => ({
  type: "lines", coordinateSystem: "geo", polyline: true, silent: true, data: rings(shapes),
  lineStyle: { color, width, opacity: 1 }, z: 5, animation: false,
});

const colourOf = (region, classes) => {
  if (region?.value == null) return EMPTY;
  const found = classes.findLast(({ min }) => region.value >= min) ?? classes[0];
  return found.color;
};

const dark = (colour) => Number.parseInt(colour.slice(1, 3), 16) < 110;

const tooltip = (region, title, words) => {
  const box = document.createElement("div");
  box.className = "map-tip";
  const line = (label, text) => {
    const row = document.createElement("span");
    const value = document.createElement("b");
    value.textContent = text;
    row.append(`${label} `, value);
    box.append(row);
  };
  const name = document.createElement("strong");
  name.textContent = title;
  box.append(name);
  line(words.recorded, region.recorded);
  line(words.stated, region.stated);
  return box;
};

const options = (data, shapes, overlays, scale) => {
  const known = new Map(data.regions.map((region) => [region.code, region]));
  const names = new Map(shapes.features.map(({ properties: p }) =>
    [p.code, data.names[p.code] ?? p.name]));
  const labels = shapes.features.length <= 30;
  const styled = shapes.features.map(({ properties: { code } }) => {
    const colour = data.focus === code ? "#4a8fc1" : colourOf(known.get(code), data.classes);
    return {
      name: code,
      itemStyle: { areaColor: colour },
      label: { color: dark(colour) ? "#fff" : INK, show: labels },
    };
  });
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    tooltip: {
      trigger: "item", confine: true, padding: [8, 12], borderColor: "#c6d0da",
      formatter: ({ name }) => known.has(name)
        ? tooltip(known.get(name), names.get(name), data.words) : names.get(name) ?? "",
    },
    geo: {
      map: "shown", nameProperty: "code", aspectScale: 0.9, roam: false, regions: styled,
      layoutCenter: ["50%", "50%"], layoutSize: scale,
      itemStyle: { borderColor: "#fff", borderWidth: 0.8, areaColor: EMPTY },
      label: { show: labels, fontSize: 11, fontFamily: FONT, formatter: ({ name }) => names.get(name) },
      emphasis: {
        label: { show: true, color: INK, fontWeight: "bold" },
        itemStyle: { areaColor: "#f2c46d", borderColor: "#8a5a00" },
      },
      tooltip: { show: true },
    },
    series: overlays,
  };
};

// The largest circle ECharts may use: the shape's own proportions decide, not the square's.
const scaleFor = (holder, { features }) => {
  const points = features.flatMap(({ geometry }) => geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2));
  const span = (axis) => {
    const values = points.map((point) => point[axis]);
    return Math.max(...values.map(Number)) - Math.min(...values.map(Number));
  };
  const [wide, high] = [span(0) * 0.9, span(1)];
  const fit = Math.min((holder.clientWidth - 12) / wide, (holder.clientHeight - 12) / high);
  return Math.floor(fit * Math.max(wide, high));
};

const draw = async (holder) => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const [counties, prefectures] = await Promise.all(
    [data.county, data.prefecture].map(outlines));
  const county = within(counties, data.within);
  const shapes = data.level === "prefecture" ? within(prefectures, data.within) : county;
  const overlays = data.level === "prefecture"
    ? [borders(county, "rgba(255,255,255,.75)", 0.4), borders(shapes, "#fff", 1.6)]
    : [borders(within(prefectures, data.within), "#4b6074", 1.3)];
  window.echarts.registerMap("shown", shapes);
  // A child without an id: what ECharts styles must not be copied by htmx into a later page.
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  holder.replaceChildren(canvas);
  const chart = window.echarts.init(canvas);
  chart.setOption(options(data, shapes, overlays, scaleFor(holder, shapes)));
  listen(chart, holder, data, shapes);
  holder.dataset.drawn = shapes.features.length;
};

const listen = (chart, holder, data, shapes) => {
  const places = new Map(data.regions.map((region) => [region.code, region.href]));
  chart.on("click", ({ name }) => open(places.get(name)));
  for (const row of document.querySelectorAll("tr[data-code]")) {
    const act = (type) => () => chart.dispatchAction({ type, geoIndex: 0, name: row.dataset.code });
    row.addEventListener("mouseenter", act("highlight"));
    row.addEventListener("mouseleave", act("downplay"));
  }
  new ResizeObserver(() => {
    if (chart.isDisposed() || !holder.isConnected) return;
    chart.resize();
    chart.setOption({ geo: { layoutSize: scaleFor(holder, shapes) } });
  }).observe(holder);
};

const open = (address) => {
  if (!address) return;
  const row = [...document.querySelectorAll("tr[data-code] th a")]
    .find((link) => link.getAttribute("href") === address);
  if (row) row.click(); else window.location.assign(address);
};

const start = () => {
  const holder = document.getElementById("map");
  if (!holder || holder.dataset.started) return;
  holder.dataset.started = "yes";
  draw(holder).catch((error) => {
    holder.hidden = true;
    document.getElementById("map-missing").hidden = false;
    console.error(error);
  });
};

document.addEventListener("htmx:afterSettle", start);
start();
