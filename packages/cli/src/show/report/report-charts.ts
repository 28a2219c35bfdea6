import type { Report, Timeline } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** Seen on light and on dark. */
const INK = "#7a8194";
const LINE = "#7a819455";
const FATES = [
  { name: "written", color: "#2f9d6a" },
  { name: "duplicate", color: "#4763c9" },
  { name: "rejected", color: "#cc4b37" },
  { name: "pending", color: "#c9a227" },
] as const;

const MINUTE = 60_000;

/** Requests a minute as time went by, beside what the account allows. An SVG without a script. */
export function throughputChart({ from, stepMs, stretches }: Timeline, quota: Report["quota"]): string {
  const perMinute = MINUTE / stepMs;
  const requests = stretches.map(({ from, requests }) => [from + stepMs / 2, round(requests * perMinute)]);
  const allowed = quota && round((quota.requests / quota.perMs) * MINUTE);
  return svg(
    {
      xAxis: {
        type: "time",
        min: from,
        max: from + stretches.length * stepMs,
        axisLabel: { color: INK, hideOverlap: true },
        axisLine: { lineStyle: { color: LINE } },
      },
      yAxis: { ...amounts, name: "requests a minute" },
      legend: { textStyle: { color: INK }, top: 0, data: ["sent", ...(allowed === undefined ? [] : ["allowed"])] },
      series: [
        { name: "sent", type: "bar", data: requests, barCategoryGap: "10%", itemStyle: { color: "#4763c9" } },
        ...(allowed === undefined
          ? []
          : [
              {
                name: "allowed",
                type: "line",
                symbol: "none",
                data: [from, from + stretches.length * stepMs].map((at) => [at, allowed]),
                lineStyle: { color: "#cc4b37", type: "dashed", width: 1.5 },
                itemStyle: { color: "#cc4b37" },
              },
            ]),
      ],
    },
    260,
  );
}

/** What became of the records of each kind, in per cent of what was staged. */
export function fateChart(kinds: Report["kinds"]): string {
  const shareOf = (kind: (typeof KINDS)[number], fate: (typeof FATES)[number]["name"]) => {
    const { staged, unreadable } = kinds[kind];
    return round((100 * kinds[kind][fate]) / Math.max(1, staged + unreadable));
  };
  return svg(
    {
      xAxis: { ...amounts, type: "value", max: 100, axisLabel: { color: INK, formatter: "{value} %" } },
      yAxis: {
        type: "category",
        inverse: true,
        data: [...KINDS],
        axisLabel: { color: INK },
        axisLine: { show: false },
      },
      legend: { textStyle: { color: INK }, top: 0 },
      series: FATES.map(({ name, color }) => ({
        ...{ name, type: "bar", stack: "all", barWidth: 18, itemStyle: { color } },
        data: KINDS.map((kind) => shareOf(kind, name)),
      })),
    },
    220,
  );
}

const amounts = {
  type: "value",
  nameTextStyle: { color: INK, align: "left" },
  axisLabel: { color: INK },
  splitLine: { lineStyle: { color: LINE } },
} as const;

function svg(option: EChartsCoreOption, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 860, height });
  chart.setOption({ animation: false, useUTC: true, grid: { left: 64, right: 16, top: 44, bottom: 28 }, ...option });
  try {
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
