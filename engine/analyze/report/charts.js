(async () => {
  const text = (id) => document.getElementById(id).textContent;
  const bytes = (data) => Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const unpacked = (data) =>
    new Response(new Blob([bytes(data)]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const script = document.createElement("script");
  script.textContent = await unpacked(text("library"));
  document.head.append(script);
  const themes = JSON.parse(text("themes"));
  const figures = await unpacked(text("figures"));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const places = [...document.querySelectorAll(".chart")];
  const draw = (theme) => {
    const coloured = JSON.parse(figures.replace(/#0000\d\d/g, (name) => themes[theme][name] ?? name));
    coloured.forEach(({ layout }) => {
      for (const axis of ["xaxis", "yaxis"]) layout[axis] = { ...layout[axis], automargin: true };
    });
    places.forEach((place, at) =>
      Plotly.react(place, coloured[at].data, coloured[at].layout, { displaylogo: false, responsive: true })
    );
  };
  const usual = () => draw(dark.matches ? "dark" : "light");
  dark.addEventListener("change", usual);
  addEventListener("beforeprint", () => draw("light"));
  addEventListener("afterprint", usual);
  document.querySelectorAll("button[data-chart]").forEach((button) =>
    button.addEventListener("click", () =>
      Plotly.downloadImage(places[+button.dataset.chart], { format: button.dataset.format, filename: button.dataset.name, scale: 2 })
    )
  );
  usual();
})();
