"""The report's pictures as SVG. Needs the development environment: Vega-Altair, and vl-convert to draw."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

INK, WARM, LINE = "#153a75", "#ad4317", "#8792a5"
_WIDTH = 560
_PER_CENT = alt.Axis(format=".0%")
_WHOLE = alt.Scale(domain=[0, 1])


def draw_bars(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    """A bar a row with its interval, in the order given. Rows: {"name", "share", "low", "high"}."""
    names = alt.Y("name:N", sort=None, title=None)
    base = alt.Chart(_data(rows))
    bars = base.mark_bar(color=INK, opacity=0.75).encode(y=names, x=alt.X("share:Q", title=title, axis=_PER_CENT))
    reach = base.mark_rule(color=WARM, strokeWidth=2.5).encode(y=names, x="low:Q", x2="high:Q")
    return _svg(alt.layer(bars, reach).properties(width=_WIDTH))


def draw_reliability(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many are right against how sure the engine was; honest confidences lie on the line.

    Rows: {"confidence", "share", "low", "high"}.
    """
    base = alt.Chart(_data(rows))
    sure = alt.X("confidence:Q", title="how sure the engine was", scale=_WHOLE, axis=_PER_CENT)
    right = alt.Y("share:Q", title="how many were right", scale=_WHOLE, axis=_PER_CENT)
    honest = alt.Chart(_data([{"confidence": 0, "share": 0}, {"confidence": 1, "share": 1}]))
    line = honest.mark_line(color=LINE, strokeDash=[6, 4]).encode(x=sure, y=right)
    reach = base.mark_rule(color=WARM, strokeWidth=2).encode(x=sure, y="low:Q", y2="high:Q")
    points = base.mark_point(color=INK, filled=True, size=70).encode(x=sure, y=right)
    return _svg(alt.layer(line, reach, points).properties(width=_WIDTH, height=_WIDTH * 2 // 3))


def draw_confusions(rows: Sequence[Mapping[str, Any]]) -> str:
    """What is taken for what. Rows: {"right", "found", "count"}."""
    right, found = alt.Y("right:N", title="right"), alt.X("found:N", title="taken for", axis=alt.Axis(labelAngle=-60))
    base = alt.Chart(_data(rows)).encode(x=found, y=right)
    fields = base.mark_rect().encode(color=alt.Color("count:Q", scale=alt.Scale(scheme="blues"), legend=None))
    most = max((row["count"] for row in rows), default=0)
    ink = alt.condition(alt.datum.count > most / 2, alt.value("white"), alt.value("black"))
    return _svg(alt.layer(fields, base.mark_text().encode(text="count:Q", color=ink)))


def draw_curve(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, Any]) -> str:
    """Answered at once against answered wrongly, for every threshold; the point is the one in use.

    Rows: {"answer", "answered", "wrong_answers"}; `chosen`: {"answered", "wrong_answers"}.
    """
    answered = alt.X("answered:Q", title="answered at once", axis=_PER_CENT)
    wrong = alt.Y("wrong_answers:Q", title="answered wrongly", axis=alt.Axis(format=".1%"))
    line = alt.Chart(_data(rows)).mark_line(color=INK, point=True).encode(x=answered, y=wrong, order="answer:Q")
    point = alt.Chart(_data([chosen])).mark_point(color=WARM, filled=True, size=160).encode(x=answered, y=wrong)
    return _svg(alt.layer(line, point).properties(width=_WIDTH, height=_WIDTH // 2))


def _data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def _svg(chart: alt.LayerChart | alt.FacetChart) -> str:
    plain = chart.configure_axis(labelFontSize=12, titleFontSize=12, labelLimit=260)
    return str(vl_convert.vegalite_to_svg(json.dumps(plain.to_dict())))
