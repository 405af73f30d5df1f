"""The units of the bench: made up, and no two alike, so that nothing can be kept for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLACES = "临清安云北东永泽和宁"
_NAMES = "澜河平溪湾岭兴川源州"
_KINDS = "区县镇乡"
_MATTERS = (
    "动员部署和实施方案制定情况", "摸底排查和创建计划申报情况", "创建标准逐项对照落实情况",
    "专项经费安排和使用情况", "督导发现问题整改情况", "自查和现场验收准备情况",
)  # fmt: skip
_MEANS = ("随机调研", "明察暗访", "重点督办", "随机调研、明察暗访")

ROWS = len(_MATTERS)


def name(number: int) -> str:
    """The short name of unit `number`."""
    parts = [_PLACES[number % 10], _NAMES[number // 10 % 10], _KINDS[number // 100 % 4]]
    return "".join(parts) + (f"第{number // 400}片区" if number >= 400 else "")


def values(number: int) -> Mapping[str, Any]:
    """What a clerk would have typed for unit `number`, by variable."""
    short = name(number)
    year = 2024 + number % 5
    start = 1 + number % 3
    return {
        "unit.name": f"中共{short}工作委员会",
        "unit.short_name": short,
        "unit.organizer": f"{short}组织部",
        "vision": f"美好新{short}",
        "year": str(year),
        "launch": f"{year}-{start:02} 至 {year}-{start + 1:02}",
        "build": f"{year}-{start + 2:02} 至 {year}-{start + 6:02}",
        "horizon": f"{2 + number % 3}至{5 + number % 4}",
        "sites": str(1 + number % 7),
        "meetings": str(2 + number % 11),
        "satisfaction": f"{80 + number % 20}%",
        "budget": f"{10 + number}万元",
        "takes_part_in_relief": "是" if number % 2 else "否",
        "issuer": f"中共{short}工作委员会",
        "issued": f"{year}-{start:02}-{1 + number % 28:02}",
        "supervision": [
            {
                "matter": f"{short}{matter}",
                "means": _MEANS[(number + row) % len(_MEANS)],
                "time": f"{year}-{start + row:02}",
                "owner": f"{short}组织部",
            }
            for row, matter in enumerate(_MATTERS)
        ],
    }
