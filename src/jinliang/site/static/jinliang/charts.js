/* 津梁 · charts
   Draws every <figure class="jl-chart" data-table="ID" data-kind="line|bar|stack"> from the HTML table named in data-table.
   First column: categories. Other columns: series, one <th scope="col"> each; data-role on the head cell picks the stroke:
     pace (dashed target line) | forecast (dotted) | main (default).  data-unit on the table gives the unit.
   Safe under a strict Content-Security-Policy: canvas renderer, rich-text tooltips, colours read from the tokens. */
(function () {
  "use strict";
  if (!window.echarts) {
    return;
  }

  function token(el, name) {
    return getComputedStyle(el)
      .getPropertyValue("--jl-" + name)
      .trim();
  }

  function number(text) {
    /* what is no number (–, 未知, 未分解) leaves a gap in the line */
    var t = text.replace(/[,\s]/g, "").replace("\u2212", "-");
    return t === "" || isNaN(Number(t)) ? null : Number(t);
  }

  function read(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells, 1);
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    return {
      unit: table.getAttribute("data-unit") || "",
      cats: rows.map(function (r) {
        return r.cells[0].textContent.trim();
      }),
      series: heads.map(function (h, i) {
        return {
          name: h.textContent.trim(),
          role: h.getAttribute("data-role") || "main",
          data: rows.map(function (r) {
            return number(r.cells[i + 1].textContent);
          }),
        };
      }),
    };
  }

  function option(fig, d) {
    var kind = fig.getAttribute("data-kind") || "line";
    var size = Number(fig.getAttribute("data-size") || 12);
    var ink = token(fig, "ink"),
      quiet = token(fig, "ink-3"),
      grid = token(fig, "grid");
    var colours = ["c1", "c2", "c3", "c4", "c5", "c6"].map(function (c) {
      return token(fig, c);
    });
    var font = token(fig, "sans");
    var n = 0;
    var flat = kind === "bar" && fig.getAttribute("data-flat") !== null;
    var cat = {
      type: "category",
      data: d.cats,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: grid } },
      axisLabel: { color: quiet, fontSize: size, fontFamily: font, hideOverlap: true },
      inverse: flat,
    };
    var val = {
      type: "value",
      name: d.unit,
      nameTextStyle: { color: quiet, fontSize: size, fontFamily: font, align: d.unit.length > 4 ? "left" : "right" },
      nameGap: size - 2,
      splitLine: { lineStyle: { color: grid } },
      axisLabel: { color: quiet, fontSize: size, fontFamily: font },
      splitNumber: 4,
    };
    return {
      animation: false,
      textStyle: { fontFamily: font },
      color: colours,
      aria: {
        enabled: true,
        label: { description: fig.getAttribute("aria-label") || "" },
        decal: {
          show: kind === "stack",
          decals: [
            { symbol: "none" },
            { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -0.785, color: "rgba(255,255,255,.45)" },
            { symbol: "circle", symbolSize: 0.45, color: "rgba(255,255,255,.5)" },
            { symbol: "none" },
          ],
        },
      },
      grid: {
        left: 4,
        right: fig.getAttribute("data-right") ? Number(fig.getAttribute("data-right")) : 14,
        top: d.series.length > 1 ? size * 3 : size * 2,
        bottom: 4,
        containLabel: true,
      },
      legend:
        d.series.length > 1
          ? {
              top: 0,
              right: 0,
              icon: "roundRect",
              itemWidth: size + 2,
              itemHeight: 3,
              itemGap: size + 2,
              textStyle: { color: token(fig, "ink-2"), fontSize: size, fontFamily: font },
            }
          : undefined,
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        backgroundColor: token(fig, "surface"),
        borderColor: token(fig, "line-2"),
        textStyle: { color: ink, fontSize: size, fontFamily: font },
      },
      xAxis: flat ? val : cat,
      yAxis: flat ? cat : val,
      series: d.series.map(function (s) {
        var dashed = s.role === "pace",
          dotted = s.role === "forecast",
          line = kind === "line" || dashed;
        var c = dashed
          ? token(fig, "ink-3")
          : dotted
            ? colours[0]
            : s.role === "late"
              ? token(fig, "late-fill")
              : s.role === "muted"
                ? token(fig, "track")
                : colours[n++];
        return {
          name: s.name,
          type: line ? "line" : "bar",
          data: s.data,
          stack: kind === "stack" ? "all" : undefined,
          symbol: dashed || dotted ? "none" : "circle",
          symbolSize: size / 2,
          barMaxWidth: size * 1.4,
          lineStyle: {
            width: dashed || dotted ? 1.5 : 2.5,
            type: dashed ? "dashed" : dotted ? "dotted" : "solid",
            color: c,
          },
          itemStyle: { color: c },
          emphasis: { disabled: true },
          labelLayout: { moveOverlap: "shiftY" },
          z: dashed ? 1 : 2,
          label:
            flat && !dashed
              ? { show: true, position: "right", color: ink, fontSize: size, fontFamily: font }
              : undefined,
          endLabel:
            line && !dashed && !dotted && fig.getAttribute("data-end") !== null
              ? {
                  show: true,
                  color: c,
                  fontSize: size + 1,
                  fontWeight: 600,
                  fontFamily: font,
                  formatter: function (p) {
                    return p.value;
                  },
                }
              : undefined,
        };
      }),
    };
  }

  function draw(fig) {
    var table = document.getElementById(fig.getAttribute("data-table"));
    var plot = fig.querySelector(".-plot");
    if (!table || !plot) {
      return;
    }
    plot.setAttribute("role", "img");
    var chart = echarts.init(plot, null, { renderer: "canvas" });
    chart.setOption(option(fig, read(table)));
    window.addEventListener("resize", function () {
      chart.resize();
    });
    window.addEventListener("beforeprint", function () {
      chart.resize();
    });
  }

  document.querySelectorAll(".jl-chart[data-table]").forEach(draw);
})();
